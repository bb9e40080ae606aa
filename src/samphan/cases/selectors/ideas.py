"""Reading the idea board, as colleagues and as customers see it; a customer's own link to it."""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Count, Q, QuerySet

from samphan.cases.models import Idea, IdeaState
from samphan.customers.models import Customer

MOST_IDEAS = 200
# What customers see: everything somebody looked at.
PUBLIC_STATES = (IdeaState.OPEN, IdeaState.PLANNED, IdeaState.DONE, IdeaState.DECLINED)
# As with survey links: "." never ends a link in a mail, and the salt lets this link open no other door.
_CUSTOMER = Signer(sep=".", salt="samphan.cases.ideas")


@dataclass(frozen=True, kw_only=True)
class IdeaLine:
    """An idea with its votes, and whether the reader is among them."""

    idea: Idea
    votes: int
    customer_votes: int
    is_mine: bool


def ideas_for_staff(*, state: str, user_id: int) -> list[IdeaLine]:
    """Return the ideas of one state, those with the most votes first: one query."""
    return _lines(Idea.objects.filter(state=state), Q(votes__user_id=user_id))


def ideas_for_customer(*, customer_id: int) -> list[IdeaLine]:
    """Return what a customer may see: open, planned and answered ideas, and their own that nobody looked at yet."""
    seen = Q(state__in=PUBLIC_STATES) | Q(state=IdeaState.NEW, customer_id=customer_id)
    return _lines(Idea.objects.filter(seen), Q(votes__customer_id=customer_id))


def idea_counts() -> dict[str, int]:
    """Return how many ideas stand in each state."""
    return dict(Idea.objects.values_list("state").annotate(n=Count("pk")))


def find_idea(*, idea_id: int) -> Idea | None:
    """Return an idea with who suggested it and the problem it would solve, or None."""
    return Idea.objects.select_related("suggested_by", "customer", "problem").filter(pk=idea_id).first()


def idea_board_url(customer_id: int) -> str:
    """Return a customer's own link to the board: a number and a signature, nothing that tells who it is."""
    return f"{settings.BASE_URL}/ideas/of/{idea_token(customer_id)}/"


def idea_token(customer_id: int) -> str:
    """Return the token of a customer's link."""
    return _CUSTOMER.sign(str(customer_id))


def find_idea_customer(*, token: str) -> Customer | None:
    """Return the customer a link belongs to, or None for a forged or mistyped one."""
    try:
        number = int(_CUSTOMER.unsign(token))
    except (BadSignature, ValueError):
        return None
    return Customer.objects.filter(pk=number).first()


def _lines(ideas: QuerySet[Idea], mine: Q) -> list[IdeaLine]:
    counted = ideas.select_related("suggested_by", "problem").annotate(
        vote_count=Count("votes"),
        customer_count=Count("votes__customer"),
        my_count=Count("votes", filter=mine),
    )
    return [
        IdeaLine(
            idea=idea,
            votes=idea.vote_count,
            customer_votes=idea.customer_count,
            is_mine=idea.my_count > 0,
        )
        for idea in counted.order_by("-vote_count", "-pk")[:MOST_IDEAS]
    ]
