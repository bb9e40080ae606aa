"""The letter "you said, we did": telling those who reported a problem what was done about it.

Letters are written batch by batch, each batch in one transaction with the rows that say who was written to. A person
is written to once about one problem, whatever is pressed twice or dies between: the row is unique.
"""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from samphan.accounts.models import Organisation
from samphan.cases.events import ProblemMoved, ProblemReportersTold
from samphan.cases.models import Problem, ProblemRelease, ProblemState, ProblemTelling
from samphan.cases.selectors.ideas import idea_board_url
from samphan.cases.selectors.problems import reporters_to_tell
from samphan.cases.services.problems import lock_problem
from samphan.customers.models import Customer
from samphan.customers.selectors import spoken_name
from samphan.eventlog.events import SYSTEM, user_actor
from samphan.eventlog.services import record
from samphan.jobs.services import enqueue
from samphan.kit.errors import N_, Refused
from samphan.messaging import services as messaging

TELL = "samphan.cases.tasks.tell_reporters"
TOLD_AT_ONCE = 100


class ReleaseEmpty(Refused):
    """Words that say too little in every language."""

    code = "cases.release.empty"
    message = N_("Write what customers said and what was done, in Thai or in English.")


class NotFixed(Refused):
    """Nobody is told of a fix that is not there."""

    code = "cases.release.not_fixed"
    message = N_("Say first that the problem is fixed: customers are told what was done, not what is planned.")


class NobodyToTell(Refused):
    """Everybody who reported it knows already, or nobody is known."""

    code = "cases.release.nobody"
    message = N_("There is nobody left to tell: who reported this has been written to, or is not known.")


@transaction.atomic
def save_release(
    *, problem_id: int, you_said: dict[str, str], we_did: dict[str, str], actor_id: int, now: datetime
) -> ProblemRelease:
    """Keep the words for those who reported a problem, by language ("th", "en"); one complete language is enough."""
    problem = lock_problem(problem_id)
    said = {language: you_said.get(language, "").strip()[:500] for language in ("th", "en")}
    did = {language: we_did.get(language, "").strip()[:1000] for language in ("th", "en")}
    if not any(said[language] and did[language] for language in said):
        raise ReleaseEmpty
    release, _ = ProblemRelease.objects.update_or_create(
        problem=problem,
        defaults={
            "you_said_th": said["th"],
            "you_said_en": said["en"],
            "we_did_th": did["th"],
            "we_did_en": did["en"],
            "written_by_id": actor_id,
            "written_at": now,
        },
    )
    return release


@transaction.atomic
def start_telling(*, problem_id: int, actor_id: int, now: datetime) -> int:
    """Begin to write to everybody who reported a fixed problem and was not written to yet; return how many.

    The first batch follows as a job. Pressed twice while letters are being written, it changes nothing.
    """
    problem = lock_problem(problem_id)
    if problem.fixed_at is None:
        raise NotFixed
    release = ProblemRelease.objects.filter(problem=problem).first()
    if release is None:
        raise ReleaseEmpty
    waiting = reporters_to_tell(problem=problem).count()
    if not waiting:
        raise NobodyToTell
    if release.telling_since is None:
        release.telling_since = now
        release.save(update_fields=["telling_since"])
        _queue(problem, release, now=now, part=0)
    if problem.state != ProblemState.TOLD:
        event = ProblemMoved(subject_id=problem.pk, before=problem.state, after=ProblemState.TOLD)
        problem.state, problem.told_at, problem.changed_at = ProblemState.TOLD, now, now
        problem.save(update_fields=["state", "told_at", "changed_at"])
        record(event=event, now=now, actor=user_actor(actor_id))
    return waiting


@transaction.atomic
def tell_next_reporters(*, problem_id: int, now: datetime, limit: int = TOLD_AT_ONCE) -> int:
    """Write to the next so many, queue the batch after them, and say when it was the last. Returns how many."""
    problem = lock_problem(problem_id)
    release = ProblemRelease.objects.filter(problem=problem, telling_since__isnull=False).first()
    if release is None:
        return 0
    if problem.fixed_at is None:
        # Opened again meanwhile: nobody else hears of a fix that does not hold; the next one is told anew.
        release.telling_since = None
        release.save(update_fields=["telling_since"])
        return 0
    people = list(reporters_to_tell(problem=problem)[: limit + 1])
    for customer in people[:limit]:
        _write_to(customer, problem, release, now=now)
    written = ProblemTelling.objects.filter(problem=problem).count()
    if len(people) > limit:
        _queue(problem, release, now=now, part=written)
        return limit
    release.telling_since = None
    release.save(update_fields=["telling_since"])
    record(event=ProblemReportersTold(subject_id=problem.pk, customers=written), now=now, actor=SYSTEM)
    return len(people)


def letter_to(release: ProblemRelease, *, name: str, language: str, board_url: str = "") -> tuple[str, str]:
    """Return subject and body of the letter in a language; what is written in one only is said in that one."""
    with translation.override(language):
        other = "th" if language == "en" else "en"
        words = (_words(release, language), _words(release, other))
        said, did = next(pair for pair in words if all(pair))
        firm = Organisation.objects.first()
        lines = (
            gettext("Dear %(name)s,") % {"name": name},
            gettext("You said:") + f"\n{said}",
            gettext("We did:") + f"\n{did}",
            gettext("Thank you for telling us. If it happens again, simply answer this message."),
            _invitation_to(board_url),
            firm.name if firm else "",
        )
        return gettext("You said, we did"), "\n\n".join(line for line in lines if line)


def _invitation_to(board_url: str) -> str:
    if not board_url:
        return ""
    return gettext("See what others suggest, vote, or suggest something yourself:") + f"\n{board_url}"


def _words(release: ProblemRelease, language: str) -> tuple[str, str]:
    if language == "en":
        return release.you_said_en, release.we_did_en
    return release.you_said_th, release.we_did_th


def _write_to(customer: Customer, problem: Problem, release: ProblemRelease, *, now: datetime) -> None:
    name = spoken_name(customer, customer.language)
    board_url = idea_board_url(customer.pk)
    subject, body = letter_to(release, name=name, language=customer.language, board_url=board_url)
    message = messaging.send_message(
        customer_id=customer.pk,
        subject=subject,
        body=body,
        purpose="service",
        idempotency_key=f"problem:{problem.pk}:{customer.pk}",
        now=now,
    )
    ProblemTelling.objects.create(problem=problem, customer=customer, message=message, written_at=now)


def _queue(problem: Problem, release: ProblemRelease, *, now: datetime, part: int) -> None:
    since = release.telling_since.isoformat() if release.telling_since else ""
    key = f"tell:{problem.pk}:{since}:{part}"
    enqueue(task=TELL, arguments={"problem_id": problem.pk}, now=now, dedupe_key=key)
