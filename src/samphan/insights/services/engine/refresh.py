"""One refresh of the engine, step by step; each step is stored, so that a killed one is taken up by the next."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from samphan.accounts.models import Branch
from samphan.accounts.selectors import firm_currency, firm_timezone
from samphan.analytics.durable import FolderBusy, only_writer
from samphan.insights.models import CustomerScore
from samphan.insights.rules.debts import STATED_WITHIN
from samphan.insights.rules.economics import Assumptions
from samphan.insights.rules.periods import ALL, local_date, scopes_of
from samphan.insights.selectors.clocks import broken_promises
from samphan.insights.selectors.purchases import known_purchases_end_on
from samphan.insights.services.engine.actions import Care
from samphan.insights.services.engine.economics import read_assumptions
from samphan.insights.services.engine.figures import (
    Findings,
    Scored,
    store_figures,
    store_figures_without_buyers,
    window_for,
)
from samphan.insights.services.engine.fitting import fit_models, store_fit
from samphan.insights.services.engine.history import TABLES, History, load_history, refresh_state
from samphan.insights.services.engine.leaving import learn_leaving
from samphan.insights.services.engine.scoring import score_customers, store_scores
from samphan.insights.services.engine.spoken import Latest, latest_answers
from samphan.insights.sources import care_since
from samphan.insights.table_export import export_tables
from samphan.kit.errors import Refused

Progress = Callable[[int], None]
Scopes = dict[str, list[int] | None]

_HORIZON_DAYS = 90
_LOOK_AGAIN_SECONDS = 0.5


def refresh_engine(*, folder: Path, now: datetime, progress: Progress | None = None) -> int:
    """Bring tables, state, models, scores and figures up to yesterday; return how many customers were scored.

    Where the newest purchase is long ago, all ends with its day (`rules.periods.purchases_end_on`).

    `progress(steps done)` is called after each of the five. What is too young or too small for a model keeps its
    counts, and its figures say so; a firm without a purchase has only those of what was said.
    """
    with _alone(folder):
        return _refresh(folder, now=now, note=progress or (lambda done: None))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other refresh writes into the folder: the nightly one and one somebody asked for may meet."""
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(only_writer(folder))
                break
            except FolderBusy:
                time.sleep(_LOOK_AGAIN_SECONDS)
        yield


def _refresh(folder: Path, *, now: datetime, note: Progress) -> int:
    timezone, currency = firm_timezone(), firm_currency()
    today = known_purchases_end_on(now=now, timezone=timezone)
    until = min(today, local_date(now, timezone) - timedelta(days=1))
    export_tables(folder=folder / TABLES)
    note(1)
    refresh_state(folder, until=until, currency=currency)
    note(2)
    history = load_history(folder, until=until, currency=currency)
    told = read_assumptions()
    since = now - STATED_WITHIN
    care = Care(timezone=timezone, cases=care_since(since, now), broken=broken_promises(started_from=since))
    window = window_for(history)
    latest = latest_answers(history, within_days=window)
    scored = _score(history, latest, told, now=now)
    note(3)
    stored = _store(history, scored, care, now=now)
    note(4)
    findings = Findings(
        history=history,
        latest=latest,
        scored=scored,
        care=care.cases,
        window_days=window,
        assumptions=told,
    )
    if len(history.key):
        store_figures(findings, _scopes(), today=today, timezone=timezone, now=now)
    else:
        store_figures_without_buyers(_scopes(), timezone=timezone, now=now)
    note(5)
    return stored


def _score(history: History, latest: Latest, told: Assumptions | None, *, now: datetime) -> Scored | None:
    """Return what the models say, None for a firm that has too few customers or repeat purchases for any."""
    try:
        fit = fit_models(history)
    except Refused:
        return None
    leaving = learn_leaving(history, horizon_days=_HORIZON_DAYS)
    margin = told.margin_percent / 100 if told else 1.0
    scores = score_customers(history, fit, leaving, latest, margin=margin)
    version = store_fit(fit, history=history, since=_first_day(history), now=now).version
    return Scored(fit=fit, leaving=leaving, scores=scores, version=version)


def _store(history: History, scored: Scored | None, care: Care, *, now: datetime) -> int:
    if scored is None:
        CustomerScore.objects.all().delete()
        return 0
    return store_scores(history, scored.scores, scored.leaving, care, now=now)


def _first_day(history: History) -> date:
    return history.until - timedelta(days=int(history.age.max()))


def _scopes() -> Scopes:
    """Return every scope with its branches."""
    parents = dict(Branch.objects.values_list("id", "parent_id"))
    scopes: Scopes = {ALL: None}
    for branch_id, chain in scopes_of(parents).items():
        for scope in chain:
            if branch_id is not None and scope != ALL:
                members = scopes.setdefault(scope, [])
                if members is not None:
                    members.append(branch_id)
    return scopes
