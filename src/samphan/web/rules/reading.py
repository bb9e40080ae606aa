"""What the pages of this screen read: the version asked for, and the names on its branches."""

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.translation import get_language

from samphan.accounts import selectors as accounts
from samphan.automation import selectors as automation
from samphan.automation.services import VersionIsLive
from samphan.promises import selectors as promises
from samphan.web.rules.presenting import Names

if TYPE_CHECKING:
    from samphan.automation.models import RuleTree, RuleTreeVersion


def get_version(version_id: int) -> "RuleTreeVersion":
    """Return a version with its tree, or answer that there is none."""
    try:
        return automation.get_rule_version(version_id=version_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def get_draft(version_id: int) -> "RuleTreeVersion":
    """Return a version that may be edited; one that is or was in use is refused."""
    version = get_version(version_id)
    if version.state != "draft":
        raise VersionIsLive
    return version


def tree_of(version: "RuleTreeVersion") -> "RuleTree":
    """Return the tree of a version with all its `editions`."""
    return next(tree for tree in automation.rule_trees() if tree.pk == version.tree_id)


def edition_in(tree: "RuleTree", state: str) -> "RuleTreeVersion | None":
    """Return the newest edition of a tree in a state ("active", "draft")."""
    return next((edition for edition in editions_of(tree) if edition.state == state), None)


def editions_of(tree: "RuleTree") -> list["RuleTreeVersion"]:
    """Return the editions `rule_trees` fetched with a tree, newest first."""
    editions: list[RuleTreeVersion] = tree.editions  # type: ignore[attr-defined]  # set by Prefetch(to_attr=...)
    return editions


def names() -> Names:
    """Return what promises and teams are called in the reader's language."""
    is_thai = (get_language() or "th").startswith("th")
    return Names(
        promises={p.code: p.text_th if is_thai else p.text_en for p in promises.promise_list() if p.is_active},
        teams={team.pk: team.name for team in accounts.teams() if team.is_active},
    )
