"""Reading success stories, as colleagues, as the customer concerned, and as everybody sees them."""

from django.conf import settings
from django.core.signing import BadSignature, Signer

from samphan.cases.models import Story, StoryState

MOST_STORIES = 200
_STORY = Signer(sep=".", salt="samphan.cases.story")


def story_list() -> list[Story]:
    """Return all stories, the newest first: one query."""
    return list(Story.objects.select_related("customer", "written_by", "case").order_by("-pk")[:MOST_STORIES])


def published_stories() -> list[Story]:
    """Return what everybody may read, the newest first."""
    return list(Story.objects.filter(state=StoryState.PUBLISHED).order_by("-published_at", "-pk")[:MOST_STORIES])


def find_story(*, story_id: int) -> Story | None:
    """Return a story, or None."""
    return Story.objects.select_related("customer", "case").filter(pk=story_id).first()


def find_story_of_case(*, case_id: int) -> Story | None:
    """Return the story told of a case, or None."""
    return Story.objects.select_related("customer", "case").filter(case_id=case_id).first()


def story_token(story_id: int, revision: int) -> str:
    """Return the token of the customer's link: it is about one wording and no other."""
    return _STORY.sign(f"{story_id}-{revision}")


def story_url(story_id: int, revision: int) -> str:
    """Return the customer's link to say yes or no."""
    return f"{settings.BASE_URL}/stories/of/{story_token(story_id, revision)}/"


def find_story_by_token(*, token: str) -> tuple[Story, bool] | None:
    """Return the story of a link and whether the link is about its present wording; None for a forged link."""
    try:
        story_id, _, revision = _STORY.unsign(token).partition("-")
    except BadSignature:
        return None
    story = find_story(story_id=int(story_id))
    return None if story is None else (story, story.revision == int(revision))
