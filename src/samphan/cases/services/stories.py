"""Success stories: written by a colleague, agreed to by the customer in exactly those words, then shown."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from samphan.accounts.models import Organisation
from samphan.cases.events import StoryAnswered, StoryPublished
from samphan.cases.models import Case, CaseState, Story, StoryState
from samphan.cases.rules.stories import next_state
from samphan.cases.selectors.stories import story_url
from samphan.customers.models import Customer
from samphan.customers.selectors import spoken_name
from samphan.eventlog.events import customer_actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.messaging import services as messaging

LONGEST_STORY = 4000


class StoryEmpty(Refused):
    """A story without a heading or words."""

    code = "cases.story.empty"
    message = N_("Write a heading and what happened.")


class StoryNotConfirmed(Refused):
    """A story of a case whose customer has not said that it is solved, or is not known."""

    code = "cases.story.not_confirmed"
    message = N_("A story can be told of a case that its customer has confirmed as solved.")


class StoryStepNotAllowed(Refused):
    """A step that does not follow from where the story stands, such as showing it without consent."""

    code = "cases.story.step_not_allowed"
    message = N_("This does not follow from where the story stands now. Without the customer's yes it is not shown.")


@transaction.atomic
def write_story(*, case_id: int, title: str, body: str, actor_id: int, now: datetime, is_named: bool = False) -> Story:
    """Write, or rewrite, the story of a confirmed case; other words need a new consent and are not shown meanwhile.

    `is_named` shows how the customer is called, else they are "a customer".
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("customer").get(pk=case_id)
    customer = case.customer
    if customer is None or case.state != CaseState.VERIFIED:
        raise StoryNotConfirmed
    heading, words = " ".join(title.split())[:160], body.strip()[:LONGEST_STORY]
    if not heading or not words:
        raise StoryEmpty
    story = Story.objects.select_for_update().filter(case=case).first()
    name = spoken_name(customer, customer.language)[:80] if is_named else ""
    if story is not None and (story.title, story.body, story.name_shown) == (heading, words, name):
        return story
    if story is None:
        story = Story(case=case, customer=customer, revision=0)
    elif not next_state(story.state, "edit"):
        raise StoryStepNotAllowed
    story.title, story.body, story.name_shown, story.language = heading, words, name, customer.language
    story.state, story.agreed_at, story.published_at = StoryState.DRAFT, None, None
    story.revision += 1
    story.written_by_id, story.written_at = actor_id, now
    story.save()
    return story


@transaction.atomic
def ask_for_story(*, story_id: int, now: datetime) -> Story:
    """Write to the customer for their consent to these words, through the send gate."""
    story = _stepped(story_id, "ask")
    story.save(update_fields=["state"])
    customer = Customer.objects.get(pk=story.customer_id)
    subject, body = _letter(story, customer)
    messaging.send_message(
        customer_id=customer.pk,
        subject=subject,
        body=body,
        purpose="service",
        idempotency_key=f"story:{story.pk}:{story.revision}",
        now=now,
    )
    return story


@transaction.atomic
def answer_for_story(*, story_id: int, revision: int, agrees: bool, now: datetime) -> Story:
    """Take the customer's yes or no to one wording; a no takes effect at once, whatever was shown.

    Answering the same again changes nothing. Raises StoryStepNotAllowed for a yes to words that are not the present.
    """
    story = Story.objects.select_for_update().get(pk=story_id)
    is_yes = story.state in {StoryState.AGREED, StoryState.PUBLISHED}
    if (agrees and is_yes and story.revision == revision) or (not agrees and story.state == StoryState.REFUSED):
        return story
    if story.revision != revision:
        raise StoryStepNotAllowed
    story = _stepped(story_id, "agree" if agrees else "refuse")
    story.agreed_at = now if agrees else None
    story.published_at = None
    story.save(update_fields=["state", "agreed_at", "published_at"])
    event = StoryAnswered(subject_id=story.pk, customer_id=story.customer_id, agrees=agrees, revision=revision)
    record(event=event, now=now, actor=customer_actor(story.customer_id))
    return story


@transaction.atomic
def publish_story(*, story_id: int, actor_id: int, now: datetime) -> Story:
    """Show a story everybody may read, when its customer agreed."""
    story = _stepped(story_id, "publish")
    story.published_at = now
    story.save(update_fields=["state", "published_at"])
    event = StoryPublished(subject_id=story.pk, customer_id=story.customer_id)
    record(event=event, now=now, actor=user_actor(actor_id))
    return story


@transaction.atomic
def take_down_story(*, story_id: int) -> Story:
    """Show a story no more; the consent stays."""
    story = _stepped(story_id, "take_down")
    story.published_at = None
    story.save(update_fields=["state", "published_at"])
    return story


def _stepped(story_id: int, act: str) -> Story:
    """Return the story, locked, in the state an act leads to."""
    story = Story.objects.select_for_update().get(pk=story_id)
    state = next_state(story.state, act)
    if not state:
        raise StoryStepNotAllowed
    story.state = StoryState(state)
    return story


def _letter(story: Story, customer: Customer) -> tuple[str, str]:
    with translation.override(customer.language):
        firm = Organisation.objects.first()
        lines = (
            gettext("Dear %(name)s,") % {"name": spoken_name(customer, customer.language)},
            gettext("May we tell others how your matter was solved? These are the words:"),
            f"{story.title}\n{story.body}",
            gettext("Please say yes or no here. You can take back a yes by the same link at any time:")
            + f"\n{story_url(story.pk, story.revision)}",
            firm.name if firm else "",
        )
        return gettext("May we tell your story?"), "\n\n".join(line for line in lines if line)
