"""A tree as cards: each branch with its sentence, its actions in words, and how many it caught."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import get_language, gettext

from samphan.automation.analysis import UNREACHABLE, Warned
from samphan.automation.facts import SCHEMA as FACTS
from samphan.automation.recipes import RECIPES
from samphan.automation.rules import Branch, Followed, OpenCase, Outcome, Tree, Wait
from samphan.kit.conditions import Condition, Schema, describe
from samphan.kit.conditions.nodes import AllOf
from samphan.web.case.wording import KINDS, PRIORITIES
from samphan.web.insights.codes import SEGMENTS
from samphan.web.reading.shown import TopicNames
from samphan.web.rules.wait_words import NOTIFIED, wait_words
from samphan.web.rules.warning_words import warning_words
from samphan.web.wording import tag_name

# The fields of a rule with what this screen knows besides: the names of the topics and of the segments.
_CHOICES: Mapping[str, Mapping[str, str]] = {"topics": TopicNames(), "segment": SEGMENTS}
SCHEMA: Schema = {
    name: replace(known, choices=_CHOICES[name]) if name in _CHOICES else known for name, known in FACTS.items()
}


@dataclass(frozen=True)
class Act:
    """One thing a branch does."""

    icon: str
    text: str


@dataclass(frozen=True)
class Card:
    """One branch as drawn; `hits` is None where nothing was counted."""

    id: str
    name: str
    sentence: str
    is_always: bool
    acts: list[Act]
    hits: int | None
    is_unreachable: bool
    warnings: list[str]
    # Of the one signal that is tried: "taken", "passed" (asked, but it did not fit) or "" (never asked).
    answer: str
    is_first: bool
    is_last: bool
    children: list["Card"] = field(default_factory=list)


@dataclass(frozen=True)
class Names:
    """What ids and codes on a branch are called in the reader's language."""

    promises: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What all cards of one tree are drawn with; warnings, names and answers by branch id."""

    hits: Mapping[str, int] | None
    names: Names
    warnings: Mapping[str, Sequence[Warned]]
    called: Mapping[str, str]
    answers: Mapping[str, str]


def cards_of(
    tree: Tree,
    *,
    hits: Mapping[str, int] | None,
    names: Names,
    warnings: Sequence[Warned] = (),
    followed: Followed | None = None,
) -> list[Card]:
    """Return the top branches as cards, their own branches inside."""
    called = {branch.id: _name(branch) for branch in tree.walk()}
    found: dict[str, list[Warned]] = {}
    for one in warnings:
        found.setdefault(one.branch_id, []).append(one)
    answers = {branch.id: "taken" for branch in followed.taken} if followed else {}
    answers |= {branch.id: "passed" for branch in followed.passed} if followed else {}
    around = _Around(hits=hits, names=names, warnings=found, called=called, answers=answers)
    return _cards(tree.branches, around)


@dataclass(frozen=True)
class RecipeLine:
    """One recipe as offered; `why` says what it is good for."""

    code: str
    icon: str
    name: str
    why: str


def recipe_lines() -> list[RecipeLine]:
    """Return the recipes in the reader's language."""
    return [
        RecipeLine(
            recipe.code,
            recipe.icon,
            branch_name(name_th=recipe.branch["name_th"], name_en=recipe.branch["name_en"]),
            gettext(recipe.why),
        )
        for recipe in RECIPES
    ]


def sentence(condition: Condition) -> str:
    """Return a condition in the reader's language."""
    return describe(condition, SCHEMA, gettext)


def branch_name(*, name_th: str, name_en: str) -> str:
    """Return a name in the reader's language, or in the other when it has none."""
    names = (name_th, name_en) if (get_language() or "th").startswith("th") else (name_en, name_th)
    return names[0] or names[1] or gettext("Unnamed branch")


def acts_of(branch: Branch, names: Names) -> list[Act]:
    """Return what a branch does, in words."""
    return _acts(branch.open_case, branch.tags, branch.notify, names) + _wait_acts(branch.waits)


def outcome_acts(outcome: Outcome, names: Names) -> list[Act]:
    """Return what is done in the end, in words: nothing at all where no case is opened."""
    if outcome.open_case is None:
        return []
    now = _acts(outcome.open_case, outcome.tags, outcome.notify, names)
    return now + _wait_acts([wait for _branch_id, wait in outcome.waits])


def _acts(case: OpenCase | None, tags: Sequence[str], notify: Sequence[str], names: Names) -> list[Act]:
    acts = _case_acts(case, names)
    acts += [Act("tag", tag_name(tag)) for tag in tags]
    acts += [Act("bell", gettext("Tell %(who)s") % {"who": gettext(NOTIFIED[who])}) for who in notify]
    return acts


def _wait_acts(waits: Sequence[Wait]) -> list[Act]:
    return [Act("hourglass", wait_words(wait)) for wait in waits]


def _cards(branches: Sequence[Branch], around: "_Around") -> list[Card]:
    return [
        Card(
            id=branch.id,
            name=around.called[branch.id],
            sentence=sentence(branch.when),
            is_always=branch.when == AllOf(()),
            acts=acts_of(branch, around.names),
            hits=None if around.hits is None else around.hits.get(branch.id, 0),
            is_unreachable=any(one.flaw in UNREACHABLE for one in around.warnings.get(branch.id, ())),
            warnings=[warning_words(one, around.called) for one in around.warnings.get(branch.id, ())],
            answer=around.answers.get(branch.id, ""),
            is_first=place == 0,
            is_last=place == len(branches) - 1,
            children=_cards(branch.branches, around),
        )
        for place, branch in enumerate(branches)
    ]


def _name(branch: Branch) -> str:
    return branch_name(name_th=branch.name_th, name_en=branch.name_en)


def _case_acts(case: OpenCase | None, names: Names) -> list[Act]:
    if case is None:
        return []
    acts = []
    if case.kind:
        acts.append(Act("refresh-ccw-dot", gettext("Open a case: %(kind)s") % {"kind": gettext(KINDS[case.kind])}))
    if case.priority:
        acts.append(Act("flag", gettext("Priority: %(priority)s") % {"priority": gettext(PRIORITIES[case.priority])}))
    if case.team_id:
        acts.append(Act("users", names.teams.get(case.team_id, f"#{case.team_id}")))
    acts += [Act("handshake", names.promises.get(code, code)) for code in case.promises or ()]
    acts += [Act("handshake", gettext("No promises"))] if case.promises == () else []
    acts += [Act("badge-check", skill) for skill in case.skills or ()]
    acts += [Act("badge-check", gettext("No skills needed"))] if case.skills == () else []
    return acts or [Act("refresh-ccw-dot", gettext("Open a case"))]
