"""The idea board: suggesting, voting once each, and answering what was suggested."""

from datetime import datetime, timedelta

from django.db import transaction

from samphan.cases.events import IdeaAnswered, IdeaSuggested
from samphan.cases.models import Idea, IdeaState, IdeaVote, Problem
from samphan.cases.selectors.ideas import PUBLIC_STATES
from samphan.customers.models import Customer
from samphan.eventlog.events import Actor, customer_actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused

# So many ideas one customer may leave on the board within a day.
IDEAS_A_DAY = 3
_DAY = timedelta(days=1)


class IdeaEmpty(Refused):
    """A suggestion without words."""

    code = "cases.idea.empty"
    message = N_("Write your idea in a few words.")


class TooManyIdeas(Refused):
    """A customer who suggests more than can be looked at."""

    code = "cases.idea.too_many"
    message = N_("Thank you for so many ideas. Please come back tomorrow with the next one.")


class IdeaNotOpen(Refused):
    """A vote for what nobody can vote for."""

    code = "cases.idea.not_open"
    message = N_("Votes are closed for this idea.")


class IdeaAnswerMissing(Refused):
    """An idea planned, done or declined without a word to those who stand behind it."""

    code = "cases.idea.answer_missing"
    message = N_("Write an answer: those who voted for it read why.")


class IdeaStateUnknown(Refused):
    """A state or problem that does not exist."""

    code = "cases.idea.state_unknown"
    message = N_("Choose from the list where this idea stands.")


@transaction.atomic
def suggest_idea_as_colleague(*, user_id: int, title: str, body: str, now: datetime) -> Idea:
    """Put a colleague's idea on the board, with their vote."""
    idea = _suggest(title, body, state=IdeaState.OPEN, now=now, suggested_by_id=user_id)
    _recorded(idea, now=now, actor=user_actor(user_id))
    IdeaVote.objects.create(idea=idea, user_id=user_id, voted_at=now)
    return idea


@transaction.atomic
def suggest_idea_as_customer(*, customer_id: int, title: str, body: str, now: datetime) -> Idea:
    """Take a customer's idea, with their vote; others see it once a colleague has opened it."""
    # The customer's row is the lock of the limit.
    Customer.objects.select_for_update().get(pk=customer_id)
    if Idea.objects.filter(customer_id=customer_id, suggested_at__gt=now - _DAY).count() >= IDEAS_A_DAY:
        raise TooManyIdeas
    idea = _suggest(title, body, state=IdeaState.NEW, now=now, customer_id=customer_id)
    _recorded(idea, now=now, actor=customer_actor(customer_id))
    IdeaVote.objects.create(idea=idea, customer_id=customer_id, voted_at=now)
    return idea


@transaction.atomic
def vote_as_colleague(*, idea_id: int, user_id: int, is_for: bool, now: datetime) -> None:
    """Stand behind an idea, or no longer; pressed twice it counts once."""
    _vote(idea_id, is_for=is_for, now=now, user_id=user_id)


@transaction.atomic
def vote_as_customer(*, idea_id: int, customer_id: int, is_for: bool, now: datetime) -> None:
    """Stand behind an idea that customers see, or no longer; pressed twice it counts once."""
    _vote(idea_id, is_for=is_for, now=now, customer_id=customer_id)


@transaction.atomic
def answer_idea(
    *, idea_id: int, state: str, answer: str, actor_id: int, now: datetime, problem_id: int | None = None
) -> Idea:
    """Say where an idea stands and why; it may belong to a problem."""
    idea = Idea.objects.select_for_update().get(pk=idea_id)
    if state not in PUBLIC_STATES:
        raise IdeaStateUnknown
    if problem_id is not None and not Problem.objects.filter(pk=problem_id).exists():
        raise IdeaStateUnknown
    if state != IdeaState.OPEN and not answer.strip():
        raise IdeaAnswerMissing
    idea.state, idea.answer, idea.problem_id = IdeaState(state), answer.strip()[:500], problem_id
    idea.changed_at = now
    idea.save(update_fields=["state", "answer", "problem", "changed_at"])
    record(event=IdeaAnswered(subject_id=idea.pk, state=state), now=now, actor=user_actor(actor_id))
    return idea


def _suggest(title: str, body: str, *, state: IdeaState, now: datetime, **by: int) -> Idea:
    words = " ".join(title.split())
    if not words:
        raise IdeaEmpty
    return Idea.objects.create(
        title=words[:160], body=body.strip()[:1000], state=state, suggested_at=now, changed_at=now, **by
    )


def _recorded(idea: Idea, *, now: datetime, actor: Actor) -> None:
    record(event=IdeaSuggested(subject_id=idea.pk, customer_id=idea.customer_id), now=now, actor=actor)


def _vote(idea_id: int, *, is_for: bool, now: datetime, **voter: int) -> None:
    idea = _votable(idea_id)
    if is_for:
        IdeaVote.objects.get_or_create(idea=idea, **voter, defaults={"voted_at": now})
    else:
        IdeaVote.objects.filter(idea=idea, **voter).delete()


def _votable(idea_id: int) -> Idea:
    idea = Idea.objects.select_for_update().filter(pk=idea_id).first()
    if idea is None or idea.state not in {IdeaState.OPEN, IdeaState.PLANNED}:
        raise IdeaNotOpen
    return idea
