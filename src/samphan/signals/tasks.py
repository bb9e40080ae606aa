from samphan.accounts.selectors import firm_timezone
from samphan.jobs.periodic import every, every_night
from samphan.jobs.tasks import task
from samphan.kit import clock
from samphan.signals import services
from samphan.signals.rules import Submission

# Texts a run of the periodic reading looks at; whoever does not want to wait asks for a reading again.
_TEXTS_A_RUN = 10_000
# An hour before Insights counts, so that what was learnt is read again by then.
_NIGHT_HOUR = 2


@task(atomic=True)
def read_one_submission(kind: str, submission_id: int) -> None:
    """Read the texts of one submission."""
    services.read_submission(submission=Submission(kind=kind, id=submission_id))


@task()
def read_new_texts() -> None:
    """Read what an import brought, together, before its rows are led through rules one by one."""
    if services.read_stale(limit=_TEXTS_A_RUN) >= _TEXTS_A_RUN:
        services.ask_for_reading(now=clock.now())


@every(seconds=600)
@task(queue="bulk")
def read_texts_again() -> int:
    """Read texts the present version has not read: after a change of what reads, and any a reaction missed."""
    return services.read_stale(limit=_TEXTS_A_RUN)


@task(queue="bulk", max_attempts=2)
def run_reread(reread_id: int) -> None:
    """Read everything another version read, for somebody who watches."""
    services.run_reread(reread_id=reread_id, now=clock.now())


@every(seconds=60)
@task(queue="bulk", max_attempts=1)
def ask_second_opinions() -> int:
    """Ask the language model of the settings, where there is one, about texts read with little confidence."""
    return services.ask_second_opinions(now=clock.now())


@every_night(hour=_NIGHT_HOUR, timezone=firm_timezone)
@task(queue="bulk", max_attempts=2)
def learn_nightly() -> None:
    """Learn from what people said of readings, and from the mix of what each channel's customers write."""
    services.learn_nightly(now=clock.now())
