"""What the tests of the rules screens share: who looks, and the versions they look at."""

from django.test import Client

from samphan.accounts.policies import Role
from samphan.automation.models import RuleTree, RuleTreeVersion
from samphan.automation.services import save_draft
from samphan.kit import clock
from tests import world


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(world.user(role, language="en"))
    return client


def active() -> RuleTreeVersion:
    return RuleTreeVersion.objects.get(tree__code="feedback", state="active")


def draft() -> RuleTreeVersion:
    return save(active(), active().body)


def save(version: RuleTreeVersion, body: dict[str, object], *, actor_id: int | None = None) -> RuleTreeVersion:
    """Save a draft as a colleague does, on another screen."""
    revision = RuleTree.objects.get(pk=version.tree_id).revision
    return save_draft(tree_id=version.tree_id, body=body, revision=revision, now=clock.now(), actor_id=actor_id)


def seen() -> dict[str, object]:
    """Return what every act on the draft posts: the revision of a page read now."""
    return {"revision": RuleTree.objects.get(code="feedback").revision}
