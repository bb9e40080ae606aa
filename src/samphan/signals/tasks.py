from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.signals.rules import Submission
from samphan.signals.services import read_submission, read_submissions_after

# Texts a run looks at, in small transactions of their own.
_CHUNKS_A_RUN = 20


@task(atomic=True)
def read_one_submission(kind: str, submission_id: int) -> None:
    """Read the texts of one submission."""
    read_submission(submission=Submission(kind=kind, id=submission_id))


@every(seconds=600)
@task(queue="bulk")
def read_texts_again() -> None:
    """Read texts the present model has not read: after an upgrade of the model, and any a reaction missed."""
    after_id: int | None = 0
    for _ in range(_CHUNKS_A_RUN):
        after_id = read_submissions_after(after_id=after_id or 0)
        if after_id is None:
            return
