"""Reading rule trees, traces, and the facts the trees decide on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch

from samphan.accounts.models import Branch
from samphan.automation.models import BackTest, RuleTree, RuleTreeVersion, Trace, VersionState
from samphan.cases.models import OPEN_STATES, Case
from samphan.customers.models import Customer
from samphan.signals import selectors as signals
from samphan.signals.rules import Submission

UNHAPPY_HISTORY = timedelta(days=365)


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


def past_submissions(
    *, tree_code: str, since: datetime, until: datetime, now: datetime, after: Submission | None = None
) -> Iterator[tuple[Submission, list[dict[str, object]]]]:
    """Yield the facts of a period's submissions of a tree, a page at a time with its last submission.

    A few queries a page. What is known of a customer is taken as it is at `now`.
    """
    kinds = kinds_of(tree_code=tree_code)
    for page in signals.past_submissions(kinds=kinds, since=since, until=until, after=after):
        yield page[-1][0], list(_with_customers(page, now=now))


def find_back_test(*, version_id: int, back_test_id: int | None = None) -> BackTest | None:
    """Return one count over the past of a version, or its last."""
    found = BackTest.objects.filter(version_id=version_id)
    return (found if back_test_id is None else found.filter(pk=back_test_id)).order_by("-pk").first()


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
