"""Reading rule trees, traces, and the facts the trees decide on."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from samphan.accounts.models import Branch
from samphan.automation.analysis import Warned, find_kept, warnings_of
from samphan.automation.facts import SCHEMA
from samphan.automation.models import BackTest, RuleTree, RuleTreeVersion, Trace, VersionState
from samphan.automation.rules import Tree
from samphan.cases.models import OPEN_STATES, Case
from samphan.customers.models import Customer
from samphan.insights.selectors.scores import customer_worths
from samphan.promises.models import Clock
from samphan.querying import compiled
from samphan.signals import selectors as signals
from samphan.signals.rules import Submission

CustomerRow = tuple[int, int, int, datetime | None]  # key, orders, spend in satang, last order
_NOBODY = (None, None, None, None)  # who is not known
_MOST_MET = 100_000  # customers a count over the past holds at a time, some 30 MB
HISTORY = timedelta(days=365)
# Of a customer nobody has stored anything about, and of one who is not known.
NOTHING_KNOWN: Mapping[str, object] = {
    "open_cases": 0,
    "cases_in_year": 0,
    "late_in_year": 0,
    "value_baht": None,
    "risk_percent": None,
    "loss_baht": None,
    "segment": "",
}
_STORED = frozenset(NOTHING_KNOWN)
_WORTH = frozenset({"value_baht", "risk_percent", "loss_baht", "segment"})


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


def version_warnings(*, version: RuleTreeVersion, tree: Tree, now: datetime) -> list[Warned]:
    """Return what is wrong with a version whose body was parsed to `tree`: what was kept when it was saved.

    One saved before warnings were kept is analysed now.
    """
    found = find_kept(version.warnings)
    return warnings_of(tree, now=now) if found is None else found


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
    return next(_with_customers([(submission, own)], _Customers(), fields=SCHEMA, now=now))


def past_submissions(
    *,
    tree_code: str,
    fields: Collection[str],
    since: datetime,
    until: datetime,
    now: datetime,
    after: Submission | None = None,
) -> Iterator[tuple[Submission, list[dict[str, object]]]]:
    """Yield the facts of a period's submissions of a tree, a page at a time with its last submission.

    A few queries a page; what costs one of its own is only looked up when it is one of `fields`. What is known of a
    customer is taken as it is at `now`.
    """
    kinds, met = kinds_of(tree_code=tree_code), _Customers()
    for page in signals.past_submissions(kinds=kinds, since=since, until=until, after=after):
        yield page[-1][0], list(_with_customers(page, met, fields=fields, now=now))


def find_back_test(*, version_id: int, back_test_id: int | None = None) -> BackTest | None:
    """Return one count over the past of a version, or its last."""
    found = BackTest.objects.select_related("compared").filter(version_id=version_id)
    return (found if back_test_id is None else found.filter(pk=back_test_id)).order_by("-pk").first()


class _Customers:
    """What the submissions' customers bought; who comes again within a long count is not read again."""

    def __init__(self) -> None:
        self._met: dict[int, CustomerRow] = {}

    def of(self, ids: set[int]) -> dict[int, CustomerRow]:
        """Return the rows of those there are."""
        if len(self._met) > _MOST_MET:
            self._met.clear()
        new = ids - self._met.keys()
        self._met |= {row[0]: row for row in _bought(customer_ids=list(new))}
        return {customer_id: self._met[customer_id] for customer_id in ids if customer_id in self._met}


@compiled
def _bought(*, customer_ids: Sequence[int]) -> QuerySet[Customer, CustomerRow]:
    rows = Customer.objects.filter(pk__in=customer_ids)
    return rows.values_list("pk", "order_count", "spend_satang", "last_order_at")


def _with_customers(
    submissions: Sequence[tuple[Submission, dict[str, object]]],
    met: _Customers,
    *,
    fields: Collection[str],
    now: datetime,
) -> Iterator[dict[str, object]]:
    customers = met.of({one for _, facts in submissions if isinstance(one := facts["customer_id"], int)})
    known_of = _known_of(customers, fields=fields, now=now)
    unhappy = _unhappy_before(submissions, since=now - HISTORY) if "last_unhappy_at" in fields else {}
    branches = dict(Branch.objects.values_list("pk", "code"))
    for submission, facts in submissions:
        customer_id, orders, satang, last_order_at = customers.get(facts["customer_id"], _NOBODY)  # type: ignore[call-overload]
        yield {
            **facts,
            "submission_kind": submission.kind,
            "branch": branches.get(facts["branch_id"], ""),  # type: ignore[call-overload]
            "is_known": customer_id is not None,
            "order_count": orders,
            "spend_baht": None if satang is None else satang / 100,
            "last_order_at": last_order_at,
            **known_of.get(customer_id, NOTHING_KNOWN),
            # Before this submission: the present complaint does not count.
            "last_unhappy_at": unhappy.get(facts["signal_id"]),  # type: ignore[call-overload]
        }


def _unhappy_before(
    submissions: Iterable[tuple[Submission, dict[str, object]]], *, since: datetime
) -> dict[int, datetime]:
    known = [facts["signal_id"] for _, facts in submissions if facts["customer_id"] is not None]
    return signals.unhappy_before(signal_ids=known, since=since) if known else {}  # type: ignore[arg-type]


def _known_of(customer_ids: Collection[int], *, fields: Collection[str], now: datetime) -> dict[int, dict[str, object]]:
    """Return what was stored of each customer and costs a query of its own, of that only what is asked for."""
    if _STORED.isdisjoint(fields):
        return {}
    found: dict[int, dict[str, object]] = {customer_id: dict(NOTHING_KNOWN) for customer_id in customer_ids}
    cases = Case.objects.filter(customer_id__in=list(customer_ids))
    counted: list[tuple[str, QuerySet[Case]]] = [
        ("open_cases", cases.filter(state__in=OPEN_STATES)),
        ("cases_in_year", cases.filter(opened_at__gte=now - HISTORY)),
        ("late_in_year", _kept_late(cases, since=now - HISTORY)),
    ]
    for name, rows in counted:
        if name in fields:
            for customer_id, number in rows.order_by().values_list("customer_id").annotate(Count("pk")):
                found[customer_id][name] = number
    if not _WORTH.isdisjoint(fields):
        for customer_id, worth in customer_worths(customer_ids=customer_ids).items():
            found[customer_id] |= {
                "value_baht": _baht(worth.value_satang),
                "risk_percent": None if worth.risk is None else round(100 * worth.risk, 1),
                "loss_baht": _baht(worth.loss_satang),
                "segment": worth.segment,
            }
    return found


def _baht(satang: int | None) -> float | None:
    return None if satang is None else satang / 100


def _kept_late(cases: QuerySet[Case], *, since: datetime) -> QuerySet[Case]:
    """Return the cases with a promise whose time passed since then."""
    late = Clock.objects.filter(work_kind="case", work_id=OuterRef("pk"), breached_at__gte=since)
    return cases.filter(Exists(late))
