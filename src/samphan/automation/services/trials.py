"""Trying a tree on the past: at once where there is little to count, else in steps that stop and resume."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from samphan.automation.models import BackTest, RuleTreeVersion
from samphan.automation.rules import Tree, evaluate, parse_tree
from samphan.automation.selectors import find_active_version, kinds_of, past_submissions
from samphan.automation.services.trees import compiled
from samphan.jobs import services as jobs
from samphan.signals import selectors as signals
from samphan.signals.rules import Submission

# So many answered fields are counted while somebody waits: about a second.
AT_ONCE = 20_000
# Of a longer count one step, in submissions: what a worker that dies has to count again.
STEP = 50_000
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class TrialReport:
    """What a version would have done: submissions in total, unmatched, cases, and how many took each branch."""

    total: int = 0
    unmatched: int = 0
    cases: int = 0
    by_branch: Mapping[str, int] = field(default_factory=dict)


class Tally:
    """A report in the making."""

    def __init__(self, report: TrialReport) -> None:
        self._total, self._unmatched, self._cases = report.total, report.unmatched, report.cases
        self._hits = Counter(report.by_branch)

    def add(self, tree: Tree, heard: Iterable[Mapping[str, object]], now: datetime) -> None:
        """Count what a tree says of some submissions' facts."""
        for facts in heard:
            outcome = evaluate(tree, facts, now)
            self._hits.update(outcome.path)
            self._total += 1
            self._unmatched += not outcome.path
            self._cases += outcome.open_case is not None

    def report(self) -> TrialReport:
        """Return what was counted so far."""
        return TrialReport(total=self._total, unmatched=self._unmatched, cases=self._cases, by_branch=dict(self._hits))


def fits_at_once(*, version_id: int, since: datetime, until: datetime) -> bool:
    """Return whether a period is short enough to be counted while somebody waits."""
    kinds = kinds_of(tree_code=RuleTreeVersion.objects.values_list("tree__code", flat=True).get(pk=version_id))
    return not signals.has_more_answers(than=AT_ONCE, kinds=kinds, since=since, until=until)


def try_on_past(*, version_id: int, since: datetime, until: datetime, now: datetime) -> TrialReport:
    """Count which branch every submission of a period would have taken; nothing is written.

    Customer facts are today's: a trial shows what the tree would do with such submissions now.
    """
    version = RuleTreeVersion.objects.select_related("tree").get(pk=version_id)
    tree, tally = parse_tree(version.body), Tally(TrialReport())
    code, fields = version.tree.code, tree.fields()
    for _, heard in past_submissions(tree_code=code, fields=fields, since=since, until=until, now=now):
        tally.add(tree, heard, now)
    return tally.report()


@transaction.atomic
def start_back_test(
    *, version_id: int, since: datetime, until: datetime, now: datetime, actor_id: int | None
) -> BackTest:
    """Begin a count of a long period in the background; older counts of the version and stale ones go."""
    version = RuleTreeVersion.objects.select_related("tree").get(pk=version_id)
    parse_tree(version.body)
    active = find_active_version(tree_code=version.tree.code)
    BackTest.objects.filter(version=version).delete()
    BackTest.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    test = BackTest.objects.create(
        version=version,
        body=version.body,
        compared=active if active is not None and active.pk != version.pk else None,
        since=since,
        until=until,
        expected=signals.count_submissions(kinds=kinds_of(tree_code=version.tree.code), since=since, until=until),
        asked_by_id=actor_id,
        asked_at=now,
    )
    _queue(test, now)
    return test


@transaction.atomic
def go_on_with_back_test(*, back_test_id: int, now: datetime) -> None:
    """Count one more step, and queue the next; a count that was begun anew or is done is left alone.

    The step and where it ended are committed together, so that none is counted twice.
    """
    tests = BackTest.objects.select_related("version__tree", "compared")
    test = tests.filter(pk=back_test_id, finished_at=None).first()
    if test is None:
        return
    tally = Tally(TrialReport(total=test.total, unmatched=test.unmatched, cases=test.cases, by_branch=test.by_branch))
    beside = Tally(TrialReport(unmatched=test.compared_unmatched, cases=test.compared_cases))
    is_done = _count_step(test, tally, beside)
    report, compared = tally.report(), beside.report()
    # Not `save`: a count that was thrown away meanwhile must not come back.
    is_wanted = BackTest.objects.filter(pk=test.pk).update(
        total=report.total,
        unmatched=report.unmatched,
        cases=report.cases,
        by_branch=dict(report.by_branch),
        compared_unmatched=compared.unmatched,
        compared_cases=compared.cases,
        after_kind=test.after_kind,
        after_id=test.after_id,
        finished_at=now if is_done else None,
    )
    if is_wanted and not is_done:
        _queue(test, now)


def _count_step(test: BackTest, tally: Tally, beside: Tally) -> bool:
    """Count pages until the step is full, noting where it ends; return whether nothing is left.

    The version in use is asked about the same submissions `beside`: one reading serves both.
    """
    tree, code = parse_tree(test.body), test.version.tree.code
    compared = compiled(test.compared) if test.compared else Tree()
    fields = tree.fields() | compared.fields()
    after = Submission(kind=test.after_kind, id=test.after_id) if test.after_kind else None
    pages = past_submissions(
        tree_code=code, fields=fields, since=test.since, until=test.until, now=test.asked_at, after=after
    )
    counted = 0
    for last, heard in pages:
        tally.add(tree, heard, test.asked_at)
        if test.compared is not None:
            beside.add(compared, heard, test.asked_at)
        test.after_kind, test.after_id = last.kind, last.id
        counted += len(heard)
        if counted >= STEP:
            return False
    return True


def _queue(test: BackTest, now: datetime) -> None:
    jobs.enqueue(
        task="samphan.automation.tasks.go_on_with_back_test",
        arguments={"back_test_id": test.pk},
        now=now,
        dedupe_key=f"back_test:{test.pk}:{test.after_kind}:{test.after_id}",
    )
