"""What is done about cases by the clock: find owners, chase answers. Ids in, one service call."""

from samphan.cases import services
from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock


@every(seconds=60)
@task()
def route_unassigned_cases() -> None:
    """Look again for owners of cases nobody could take."""
    services.route_unassigned_cases(now=clock.now())


@every(seconds=600)
@task(atomic=True)
def queue_arrivals() -> int:
    """Set timers for the shifts that begin and the absences that end soon."""
    return services.queue_arrivals(now=clock.now())


@task(atomic=True)
def open_desk(user_id: int) -> None:
    """Somebody comes to work: let the queue be walked at once."""
    services.open_desk(user_id=user_id, now=clock.now())


@every(seconds=60)
@task()
def return_silent_cases() -> None:
    """Put back into the queue what its owner has not begun in time."""
    services.return_silent_cases(now=clock.now())


@every(seconds=60)
@task()
def wake_due_cases() -> None:
    """Bring back the cases that slept until now."""
    services.wake_due_cases(now=clock.now())


@task(queue="bulk", max_attempts=2)
def run_routing_trial(trial_id: int) -> None:
    """Play last week again with other settings, for somebody who watches."""
    services.run_trial(trial_id=trial_id)


@every(seconds=3600)
@task(queue="bulk")
def chase_verifications() -> None:
    """Ask again who stayed silent; close what stays silent."""
    services.chase_verifications(now=clock.now())


@task(queue="bulk")
def tell_reporters(problem_id: int) -> None:
    """Write to the next of those who reported a problem what was done about it."""
    services.tell_next_reporters(problem_id=problem_id, now=clock.now())


@every(seconds=3600)
@task(queue="bulk")
def sweep_presence() -> None:
    """Throw away who had which case open."""
    services.sweep_presence(now=clock.now())
