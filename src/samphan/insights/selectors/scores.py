"""What the models say of each customer: one person, the ranked list of value at risk, and the rows behind a bin."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from django.db.models import Q, QuerySet

from samphan.insights.models import CustomerScore, EconomicsAssumption, FittedModel
from samphan.insights.selectors.behind import won_by
from samphan.insights.selectors.paging import Rows, queried
from samphan.querying import compiled

PAGE = 50
# What a histogram's bin may be a range of.
_MEASURES = {"clv": "clv_satang", "risk": "churn_risk", "frequency": "frequency"}
ASSOCIATION = "association"
_FEW = 10_000
_CHUNK = 2_000


@dataclass(frozen=True, kw_only=True)
class ScorePage:
    """One page of scores, and the customer the next page starts after (None when there is none)."""

    scores: list[CustomerScore]
    next_after: int | None


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """Which model speaks, from which data, and since when."""

    chosen: str
    version: int
    since: date
    until: date
    fitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class CustomerWorth:
    """What the models say of one customer, as rules ask: satang, and `risk` 0 to 1; None where it is not known."""

    value_satang: int | None
    risk: float | None
    loss_satang: int | None
    segment: str


def find_score(*, customer_id: int) -> CustomerScore | None:
    """Return what the models say of one customer, or None when they never saw them."""
    return CustomerScore.objects.filter(customer_id=customer_id).first()


def customer_worths(*, customer_ids: Collection[int]) -> dict[int, CustomerWorth]:
    """Return what each of these customers is worth and how likely they leave; who has no score is left out."""
    rows = CustomerScore.objects.filter(customer_id__in=set(customer_ids))
    columns = ("customer_id", "clv_satang", "churn_risk", "expected_loss_satang", "segment")
    return {
        customer_id: CustomerWorth(value_satang=value, risk=risk, loss_satang=loss, segment=segment)
        for customer_id, value, risk, loss, segment in rows.values_list(*columns).iterator(chunk_size=5000)
    }


def scores_at_risk(
    *, after: int | None = None, branch_ids: Sequence[int] | None = None, limit: int = PAGE
) -> ScorePage:
    """Return one page of the customers with most value at risk, by keyset on what is lost with them.

    `after` is the last customer of the page before; where she has no such value any more, the list begins anew.
    """
    rows = _at_risk(branch_ids)
    last = None if after is None else CustomerScore.objects.filter(customer_id=after).first()
    loss = last.expected_loss_satang if last else None
    if last is not None and loss is not None:
        # The plain bound lets both planners start inside the index; the second condition settles ties.
        rows = rows.filter(expected_loss_satang__lte=loss).filter(
            Q(expected_loss_satang__lt=loss) | Q(customer__lt=last.customer_id)
        )
    page = list(rows[: limit + 1])
    return ScorePage(scores=page[:limit], next_after=page[limit - 1].customer_id if len(page) > limit else None)


def count_at_risk(*, branch_ids: Sequence[int] | None = None) -> int:
    """Return how many customers the list of value at risk holds."""
    return _at_risk(branch_ids).count()


def every_score_at_risk(*, branch_ids: Sequence[int] | None = None) -> Iterator[CustomerScore]:
    """Yield the whole list of value at risk in its order, holding no more of it than a chunk."""
    return _at_risk(branch_ids).iterator(chunk_size=_CHUNK)


def scores_between(
    *,
    measure: str,
    low: float,
    high: float | None,
    branch_ids: Sequence[int] | None = None,
) -> Rows[CustomerScore]:
    """Return the customers behind one bin, `low <= value < high` (no upper end without `high`), highest first.

    `measure` is "clv" (satang), "risk" (0 to 1) or "frequency" (repeat purchase days); raises KeyError for another.
    """
    column = _MEASURES[measure]
    rows = _scores().filter(**{f"{column}__gte": low})
    if high is not None:
        rows = rows.filter(**{f"{column}__lt": high})
    return queried(_of_branches(rows, branch_ids).order_by(f"-{column}", "-customer"))


def most_valuable_tenth(*, branch_ids: Sequence[int] | None = None) -> Rows[CustomerScore]:
    """Return the tenth of the customers with the highest value, the highest first; a part of a customer is one."""
    rows = _of_branches(_scores().filter(clv_satang__isnull=False), branch_ids)
    return queried(rows.order_by("-clv_satang", "-customer")[: ceil(rows.count() / 10)])


def scores_with_reason(*, code: str, branch_ids: Sequence[int] | None = None) -> Rows[CustomerScore]:
    """Return the customers whose risk goes along with one fact, those with most to lose first."""
    told = CustomerScore.objects.exclude(reasons=[]).values_list("customer_id", "reasons")
    found = [
        customer_id
        for customer_id, reasons in told.iterator(chunk_size=5000)
        if any(reason["code"] == code and reason["kind"] == ASSOCIATION for reason in reasons)
    ]
    rows = _of_branches(_scores().filter(customer_id__in=found), branch_ids)
    return queried(rows.order_by("-expected_loss_satang", "-customer"))


def is_value_at_risk_known() -> bool:
    """Say whether anybody's value at risk is known: before the first computation or without a model none is."""
    return CustomerScore.objects.filter(expected_loss_satang__isnull=False).exists()


def expected_losses(*, customer_ids: Collection[int]) -> dict[int, int]:
    """Return the value at risk with each of these customers, in satang; who has none is left out."""
    wanted = set(customer_ids)
    if len(wanted) <= _FEW:
        return {customer_id: loss for customer_id, loss in _losses(customer_ids=list(wanted)) if loss is not None}
    # So many that naming them costs more than reading every score.
    rows = CustomerScore.objects.filter(expected_loss_satang__gt=0)
    every = rows.values_list("customer_id", "expected_loss_satang").iterator(chunk_size=5000)
    return {customer_id: loss for customer_id, loss in every if loss is not None and customer_id in wanted}


@compiled
def _losses(*, customer_ids: Sequence[int]) -> QuerySet[CustomerScore, tuple[int, int | None]]:
    rows = CustomerScore.objects.filter(expected_loss_satang__gt=0, customer_id__in=customer_ids)
    return rows.values_list("customer_id", "expected_loss_satang")


def latest_model(*, purpose: str) -> ModelCard | None:
    """Return the newest fit of one purpose, or None before the first."""
    made = FittedModel.objects.filter(purpose=purpose).order_by("-version").first()
    if made is None:
        return None
    return ModelCard(
        chosen=made.chosen,
        version=made.version,
        since=made.since_date,
        until=made.until_date,
        fitted_at=made.fitted_at,
    )


def economics_assumption() -> EconomicsAssumption | None:
    """Return what the business said of its margin and costs, or None before anybody did."""
    return EconomicsAssumption.objects.order_by("pk").first()


def _at_risk(branch_ids: Sequence[int] | None) -> QuerySet[CustomerScore]:
    rows = _of_branches(_scores().filter(expected_loss_satang__gt=0), branch_ids)
    return rows.order_by("-expected_loss_satang", "-customer")


def _scores() -> QuerySet[CustomerScore]:
    return CustomerScore.objects.select_related("customer__branch")


def _of_branches(rows: QuerySet[CustomerScore], branch_ids: Sequence[int] | None) -> QuerySet[CustomerScore]:
    return won_by(rows, branch_ids, customer="customer_id")
