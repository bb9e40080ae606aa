"""Loading and removing the sample business: each all or nothing."""

from datetime import datetime

from django.db import transaction

from samphan.automation.services import seed_installation
from samphan.cases.models import Cause
from samphan.insights.services import forget_themes, refresh_figures, request_refresh
from samphan.jobs.services import enqueue
from samphan.kit.errors import N_, Refused
from samphan.sample.loading.answers import Answers, load_asked, load_reviews
from samphan.sample.loading.buyers import load_buyers
from samphan.sample.loading.clocks import load_clocks
from samphan.sample.loading.disturbances import load_disturbances
from samphan.sample.loading.journey import load_journey
from samphan.sample.loading.keeper import Keeper, Progress
from samphan.sample.loading.log import Ids, load_log
from samphan.sample.loading.notices import load_notices
from samphan.sample.loading.staff import load_staff
from samphan.sample.loading.work import load_cases, load_checks
from samphan.sample.models import LoadState, SampleLoad
from samphan.sample.removal import remove_rows
from samphan.sample.story.shapes import Story
from samphan.sample.story.telling import CUSTOMERS, digest, tell
from samphan.search.services import request_rebuild

DEFAULT_SEED = 2569
_STEPS = 9
_LOAD_TASK = "samphan.sample.tasks.load"
_REMOVE_TASK = "samphan.sample.tasks.remove"


class SampleAlreadyThere(Refused):
    code = "sample.load.already_there"
    message = N_("The sample business is already loaded. Remove it first to load it afresh.")


class SampleBusy(Refused):
    code = "sample.busy"
    message = N_("The sample business is being loaded or removed. Wait until that is done.")


class NoSample(Refused):
    code = "sample.remove.none"
    message = N_("There is no sample business to remove.")


def load_sample(
    *,
    seed: int = DEFAULT_SEED,
    now: datetime,
    progress: Progress | None = None,
    customers: int = CUSTOMERS,
    figures_later: bool = False,
) -> SampleLoad:
    """Load the sample business ending at `now`; when anything fails, all of it is taken away again.

    It is written in short transactions so that people can work meanwhile. Nobody of its staff can sign in. With
    `figures_later` a worker computes the figures of Insights, so that whoever waits for a first page waits less.
    """
    load = _begin(seed=seed, now=now)
    return _fill(load, progress=progress, customers=customers, figures_later=figures_later)


def remove_sample(*, now: datetime) -> None:
    """Take away every row of the sample and what hangs on it, events included; nothing else changes."""
    load = SampleLoad.objects.first()
    if load is None:
        raise NoSample
    remove_rows(load)
    forget_themes()
    refresh_figures(now=now)


@transaction.atomic
def request_load(*, now: datetime, seed: int = DEFAULT_SEED) -> SampleLoad:
    """Have the sample loaded in the background; `selectors.find_load` tells how far it is."""
    load = _begin(seed=seed, now=now)
    enqueue(task=_LOAD_TASK, arguments={"load_id": load.pk}, now=now)
    return load


@transaction.atomic
def request_removal(*, now: datetime) -> None:
    """Have the sample removed in the background."""
    load = SampleLoad.objects.select_for_update().first()
    if load is None:
        raise NoSample
    if load.state != LoadState.LOADED:
        raise SampleBusy
    load.state, load.changed_at = LoadState.REMOVING, now
    load.save()
    enqueue(task=_REMOVE_TASK, arguments={}, now=now)


def run_load(*, load_id: int) -> None:
    """Do a load that was asked for; what an interrupted try left behind is removed first."""
    load = SampleLoad.objects.get(pk=load_id)
    if load.state != LoadState.LOADING:
        return
    remove_rows(load, keep_load=True)
    _fill(load, progress=None, customers=CUSTOMERS, figures_later=False)


def _begin(*, seed: int, now: datetime) -> SampleLoad:
    if SampleLoad.objects.exists():
        raise SampleAlreadyThere
    return SampleLoad.objects.create(seed=seed, told_until_at=now.replace(microsecond=0), changed_at=now)


def _fill(load: SampleLoad, *, progress: Progress | None, customers: int, figures_later: bool) -> SampleLoad:
    now = load.told_until_at
    load.steps_done = 0
    keeper = Keeper(load, steps=_STEPS, progress=progress)
    try:
        story = tell(seed=load.seed, now=now, customers=customers)
        load.digest = digest(story)
        keeper.step()
        _write(keeper, story, now=now)
        if figures_later:
            request_refresh(now=now)
        else:
            refresh_figures(now=now)
        request_rebuild(now=now)
    except BaseException:
        remove_rows(load)
        raise
    load.state = LoadState.LOADED
    load.save()
    keeper.step()
    return load


def _write(keeper: Keeper, story: Story, *, now: datetime) -> None:
    seed_installation(now=now)
    staff = load_staff(keeper, now=now)
    buyers = load_buyers(keeper, story, staff)
    load_journey(keeper, staff, now=now)
    answers = Answers()
    first = [index for index, asked in enumerate(story.asked) if asked.episode_index is None]
    second = [index for index, asked in enumerate(story.asked) if asked.episode_index is not None]
    load_asked(keeper, story, first, answers, buyers=buyers, staff=staff)
    load_reviews(keeper, story, answers, buyers=buyers, staff=staff)
    keeper.step()
    work = load_cases(keeper, story, buyers=buyers, staff=staff, answers=answers)
    load_asked(keeper, story, second, answers, buyers=buyers, staff=staff, case_ids=work.case_ids)
    load_checks(keeper, story, work, answers)
    keeper.step()
    load_notices(keeper, story, work, staff)
    load_clocks(keeper, story, work.case_ids, staff=staff, now=now)
    told = load_disturbances(keeper, story, buyers=buyers, staff=staff, answers=answers, work=work)
    keeper.step()
    causes = dict(Cause.objects.filter(tree__is_active=True).values_list("code", "pk"))
    load_log(keeper, story, Ids(buyers=buyers, staff=staff, answers=answers, work=work, causes=causes), told)
    keeper.step()
