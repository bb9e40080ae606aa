"""One business with one refresh, shared by the tests of a module that only read it or undo what they do."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from samphan.customers.models import Order
from samphan.insights.services import refresh_figures
from samphan.insights.services.engine import fitting, refresh_engine
from tests.insights.engine import buyers
from tests.insights.engine.buyers import Business
from tests.shared import shared_world
from tests.world import NOW

# Fewer refits than in the product: the intervals' width is not what is tested here.
REFITS = 10


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refit less often than in the product."""
    monkeypatch.setattr(fitting, "REFITS", REFITS)


@pytest.fixture(scope="module")
def refreshed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Business]:
    """Return the business as one refresh leaves it."""
    folder = tmp_path_factory.mktemp("analytics")

    def make() -> Business:
        bought = buyers.buyers()
        home = {o.customer_id: o.branch_id for o in Order.objects.filter(currency="THB").order_by("-ordered_at")}
        said, prospects = buyers.answers(bought)
        buyers.cases(bought)
        refresh_figures(now=NOW)
        refresh_engine(folder=folder, now=NOW)
        return Business(bought=bought, home=home, said=said, prospects=prospects, folder=folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "REFITS", REFITS)
        with shared_world(make, blocker=django_db_blocker) as made:
            yield made
