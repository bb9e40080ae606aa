"""One real signal led through a tree that may not be in use: the way it takes, and the facts that decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from samphan.automation import selectors as automation
from samphan.automation.rules import Followed, Tree, evaluate, follow
from samphan.kit.conditions import fields_used
from samphan.signals import selectors as signals
from samphan.signals.rules import Submission
from samphan.web.formats import format_date, is_thai
from samphan.web.numbers import whole
from samphan.web.rules.presenting import SCHEMA, Act, Names, branch_name, outcome_acts

if TYPE_CHECKING:
    from samphan.signals.models import Signal

NEWEST = 10


@dataclass(frozen=True)
class SignalLine:
    """One submission to choose: its address here, what was rated and said."""

    key: str
    scale: str
    score: int | None
    words: str
    occurred_at: datetime


@dataclass(frozen=True)
class Tried:
    """What a tree says about one signal: the way, the names of the branches, what is done, the facts looked at."""

    line: SignalLine
    followed: Followed
    names: list[str]
    acts: list[Act]
    facts: list[tuple[str, str]]


def recent_signals(tree_code: str) -> list[SignalLine]:
    """Return the newest submissions a tree is asked about."""
    kinds = automation.kinds_of(tree_code=tree_code)
    return [_line(rows) for rows in signals.newest_submissions(kinds=kinds, limit=NEWEST)]


def try_signal(tree: Tree, tree_code: str, key: str, *, names: Names, now: datetime) -> Tried | None:
    """Lead the submission called `key` ("response-12") through a tree; None where there is no such. Writes nothing."""
    kind, _, number = key.partition("-")
    submission_id = whole(number)
    if submission_id is None or kind not in automation.kinds_of(tree_code=tree_code):
        return None
    submission = Submission(kind=kind, id=submission_id)
    rows = signals.submission_signals(submission=submission)
    if not rows:
        return None
    facts = automation.submission_facts(submission=submission, now=now)
    followed = follow(tree, facts, now)
    return Tried(
        line=_line(rows),
        followed=followed,
        names=[branch_name(name_th=one.name_th, name_en=one.name_en) for one in followed.taken],
        acts=outcome_acts(evaluate(tree, facts, now), names),
        facts=list(_looked_at(followed, facts)),
    )


def _line(rows: "Sequence[Signal]") -> SignalLine:
    rating, first = signals.primary_rating(rows), rows[0]
    return SignalLine(
        key=f"{first.submission_kind}-{first.submission_id}",
        scale=gettext(SCHEMA["scale"].choices[rating.scale]) if rating and rating.scale else "",
        score=rating.score if rating else None,
        words=next((row.text for row in rows if row.text), ""),
        occurred_at=first.occurred_at,
    )


def _looked_at(followed: Followed, facts: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the facts that some branch on the way asked about, in the order of the schema."""
    asked = {name for one in (*followed.taken, *followed.passed) for name in fields_used(one.when)}
    for name, known in SCHEMA.items():
        if name in asked:
            yield gettext(known.label), _shown(facts.get(name), known.choices)


def _shown(value: object, choices: Mapping[str, str]) -> str:
    if value is None or value in ("", []):
        return gettext("not known")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return format_date(value, thai=is_thai())
    if isinstance(value, list):
        return ", ".join(gettext(choices[code]) if code in choices else code for code in value)
    code = str(value)
    return gettext(choices[code]) if code in choices else code
