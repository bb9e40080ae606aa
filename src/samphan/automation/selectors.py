"""Reading rule trees, traces, and the facts the trees decide on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch

from samphan.accounts.models import Branch
from samphan.automation.models import RuleTree, RuleTreeVersion, Trace, VersionState
from samphan.cases.models import OPEN_STATES, Case
from samphan.customers.models import Customer
from samphan.signals import selectors as signals
from samphan.signals.rules import Submission

UNHAPPY_HISTORY = timedelta(days=365)
_CHUNK = 1000


def rule_trees() -> list[RuleTree]:
    """Return every tree with its `editions`, newest first."""
    versions = Prefetch("versions", queryset=RuleTreeVersion.objects.order_by("-number"), to_attr="editions")
    return list(RuleTree.objects.order_by("pk").prefetch_related(versions))


def kinds_of(*, tree_code: str) -> tuple[str, ...]:
    """Return the kinds of submission that are led through a tree (see `services.submissions`)."""
    return ("message",) if tree_code == "message" else ("response", "review")


def get_rule_version(*, version_id: int) -> RuleTreeVersion:
    """Return one version with its tree; raises RuleTreeVersion.DoesNotExist."""
    return RuleTreeVersion.objects.select_related("tree").get(pk=version_id)


def find_active_version(*, tree_code: str) -> RuleTreeVersion | None:
    """Return the version in use of a tree."""
    versions = RuleTreeVersion.objects.select_related("tree")
    return versions.filter(tree__code=tree_code, state=VersionState.ACTIVE).first()


def branch_hits(*, version_id: int, since: datetime) -> dict[str, int]:
    """Return how many submissions took each branch since then, by branch id; "" counts those that took none."""
    hits: Counter[str] = Counter()
    rows = (
        Trace.objects.filter(version_id=version_id, evaluated_at__gte=since)
        .values_list("path")
        .annotate(times=Count("pk"))
    )
    for path, times in rows:
        for branch_id in path or [""]:
            hits[branch_id] += times
    return dict(hits)


def find_trace(*, trace_id: int) -> Trace | None:
    """Return one evaluation with the version it followed: why a case was opened."""
    return Trace.objects.select_related("version__tree").filter(pk=trace_id).first()


def submission_facts(*, submission: Submission, now: datetime) -> dict[str, object]:
    """Return everything a rule may ask about one submission (see `facts.SCHEMA`)."""
    own = signals.submission_facts(submission=submission)
    return next(_with_customers([(submission, own)], now=now))


def past_submissions(*, since: datetime, until: datetime, now: datetime) -> Iterator[dict[str, object]]:
    """Yield the facts of a period's submissions, newest first; a few queries a thousand."""
    found = signals.past_submissions(since=since, until=until)
    for start in range(0, len(found), _CHUNK):
        yield from _with_customers(found[start : start + _CHUNK], now=now)


def _with_customers(
    submissions: Sequence[tuple[Submission, dict[str, object]]], *, now: datetime
) -> Iterator[dict[str, object]]:
    ids = {facts["customer_id"] for _, facts in submissions if facts["customer_id"] is not None}
    customers = Customer.objects.in_bulk([i for i in ids if isinstance(i, int)])
    open_cases = dict(
        Case.objects.filter(customer_id__in=customers, state__in=OPEN_STATES)
        .values_list("customer_id")
        .annotate(Count("pk"))
    )
    unhappy = signals.unhappy_moments(customer_ids=customers, since=now - UNHAPPY_HISTORY)
    branches = dict(Branch.objects.values_list("pk", "code"))
    for submission, facts in submissions:
        customer = customers.get(facts["customer_id"])
        yield {
            **facts,
            "submission_kind": submission.kind,
            "branch": branches.get(facts["branch_id"], ""),  # type: ignore[call-overload]
            "is_known": customer is not None,
            "order_count": customer.order_count if customer else None,
            "spend_baht": customer.spend_satang / 100 if customer else None,
            "last_order_at": customer.last_order_at if customer else None,
            "open_cases": open_cases.get(customer.pk, 0) if customer else 0,
            "last_unhappy_at": _latest_before(unhappy, customer, facts["occurred_at"]),
        }


def _latest_before(
    unhappy: dict[int, list[datetime]], customer: Customer | None, occurred_at: object
) -> datetime | None:
    """Return when the customer was last unhappy before this submission: the present complaint does not count."""
    if customer is None or not isinstance(occurred_at, datetime):
        return None
    return max((at for at in unhappy.get(customer.pk, ()) if at < occurred_at), default=None)
