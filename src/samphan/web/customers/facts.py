"""What is worth remembering about a customer, as one reader may see it; who reads special facts leaves a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samphan.customers.selectors import customer_facts
from samphan.customers.services import record_fact_reading
from samphan.kit import clock
from samphan.web.access import may_read_fact

if TYPE_CHECKING:
    from samphan.accounts.models import User
    from samphan.customers.models import Fact


def shown_facts(*, user: User, customer_id: int, limit: int | None = None) -> list[tuple[Fact, bool]]:
    """Return the newest facts, each with whether this reader may read it, for a page that is about to show them.

    Facts of the special kind (health, religion) that the reader is shown are put on record.
    """
    facts = [(fact, may_read_fact(user, fact.sensitivity)) for fact in customer_facts(customer_id=customer_id)[:limit]]
    special = [fact.pk for fact, is_visible in facts if is_visible and fact.sensitivity == "special"]
    record_fact_reading(customer_id=customer_id, fact_ids=special, reader_id=user.pk, now=clock.now())
    return facts
