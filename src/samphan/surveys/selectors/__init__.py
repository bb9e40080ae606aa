"""All reads of the room: links, asking facts, and what the lists and the result page show."""

from samphan.surveys.selectors.asking import AskingPreview, asking_facts, asking_preview, recent_buyers
from samphan.surveys.selectors.links import (
    anonymous_url,
    find_anonymous_survey,
    find_invitation,
    find_response_by_token,
    invitation_token,
    invitation_url,
    response_token,
)
from samphan.surveys.selectors.texts import spoken

__all__ = [
    "AskingPreview",
    "anonymous_url",
    "asking_facts",
    "asking_preview",
    "find_anonymous_survey",
    "find_invitation",
    "find_response_by_token",
    "invitation_token",
    "invitation_url",
    "recent_buyers",
    "response_token",
    "spoken",
]
