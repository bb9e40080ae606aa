"""Reading replies kept ready: who may use which, and what their slots become in a case."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from samphan.accounts.models import Team, User
from samphan.accounts.selectors import find_organisation
from samphan.cases.models import CannedReply, Case
from samphan.cases.rules.canned import Filled, fill, may_change
from samphan.customers.selectors import customer_orders, spoken_name

MOST_SHOWN = 300


def canned_replies(*, user_id: int) -> list[CannedReply]:
    """Return the replies somebody may use: their own, then those of their teams, then everybody's; by name."""
    rows = _usable(user_id).select_related("team", "owner", "new_owner").order_by("name_th", "name_en", "pk")
    return sorted(rows[:MOST_SHOWN], key=lambda reply: (reply.owner_id is None, reply.team_id is None))


def find_canned_reply(*, reply_id: int, user_id: int) -> CannedReply | None:
    """Return a reply somebody may use, or None."""
    return _usable(user_id).select_related("team", "owner", "new_owner").filter(pk=reply_id).first()


def may_change_reply(*, reply: CannedReply, user: User) -> bool:
    """Say whether somebody may change a reply; one that is not stored yet is judged by its circle."""
    return may_change(
        owner_id=reply.owner_id,
        team_id=reply.team_id,
        user_id=user.pk,
        oversees=user.may("cases.oversee"),
        led_team_ids=led_team_ids(user_id=user.pk),
    )


def led_team_ids(*, user_id: int) -> list[int]:
    """Return the teams somebody leads."""
    return list(Team.objects.filter(lead_id=user_id, is_active=True).values_list("pk", flat=True))


def slot_values(*, case: Case, author: User, language: str) -> Mapping[str, str]:
    """Return what the slots of a canned reply become in a case, in the language it is written in; "" is not known.

    The order is the one the case is about, else the customer's newest.
    """
    firm = find_organisation()
    branch = case.branch
    return {
        "name": spoken_name(case.customer, language) if case.customer else "",
        "agent": author.display_name,
        "firm": firm.name if firm else "",
        "case": case.number,
        "order": _order_ref(case),
        "branch": (branch.name_en or branch.name_th if language == "en" else branch.name_th) if branch else "",
    }


def filled_reply(
    *, reply: CannedReply, values: Mapping[str, Mapping[str, str]], language: str, particle: str
) -> Filled:
    """Return a reply's words for a customer of a language, or in the other language where it has only that one.

    `values` are the slots' values by language, see `slot_values`.
    """
    wanted, other = ("en", "th") if language == "en" else ("th", "en")
    words = {"th": reply.body_th, "en": reply.body_en}
    spoken = wanted if words[wanted] else other
    return fill(words[spoken], values[spoken], particle=particle if spoken == "th" else "")


def _usable(user_id: int) -> QuerySet[CannedReply]:
    mine = Q(owner_id=user_id) | Q(team__in=Team.objects.filter(Q(members=user_id) | Q(lead=user_id)).distinct())
    everybodys = Q(owner__isnull=True, team__isnull=True)
    return CannedReply.objects.filter(mine | everybodys, is_active=True)


def _order_ref(case: Case) -> str:
    if case.order is not None:
        return case.order.external_ref
    newest = customer_orders(customer_id=case.customer_id, limit=1) if case.customer_id else []
    return newest[0].external_ref if newest else ""
