"""The wait steps of one branch as rows of its form; a mistake stands beside its row."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from samphan.automation.rules import MOST_WAIT_MINUTES, MOST_WAITS, NOTIFIED, Wait, parse_wait
from samphan.kit.conditions import to_tree
from samphan.kit.errors import N_, Refused
from samphan.web.rules.wait_words import QUESTIONS, question_of, question_words

# Chosen where the stored condition is none of those offered: it stays as it is.
AS_IT_IS = "as_it_is"
LONGEST_TAG = 40


@dataclass(frozen=True, kw_only=True)
class WaitRow:
    """One wait step as typed; `kept` is its condition as text, where the form offers no words for it."""

    hours: str = ""
    question: str = "not_contacted"
    kept: str = ""
    kept_words: str = ""
    priority: str = ""
    tags: str = ""
    notify: tuple[str, ...] = ()
    error: str = ""


def rows_of_waits(then: Iterable[Mapping[str, Any]]) -> tuple[WaitRow, ...]:
    """Return the rows that show the stored waits of a branch."""
    return tuple(_row(parse_wait(action, "-")) for action in then if action["do"] == "wait")


def with_a_blank(rows: Sequence[WaitRow]) -> tuple[WaitRow, ...]:
    """Return the rows with an empty one to fill in, while there is room for another."""
    return (*rows, WaitRow()) if len(rows) < MOST_WAITS else tuple(rows)


def posted_waits(post: QueryDict) -> tuple[WaitRow, ...]:
    """Return the rows as the reader left them; one without hours is no step any more."""
    rows = (_posted(post, f"w{place}-") for place in range(MOST_WAITS))
    return tuple(row for row in rows if row.hours)


def read_waits(rows: Sequence[WaitRow]) -> tuple[list[dict[str, Any]] | None, tuple[WaitRow, ...]]:
    """Return the actions to store, or None and the rows with the mistakes beside them."""
    checked = [replace(row, error=_mistake(row)) for row in rows]
    if any(row.error for row in checked):
        return None, tuple(checked)
    return [parse_wait(_action(row), "-").stored() for row in rows], tuple(checked)


def _row(wait: Wait) -> WaitRow:
    code = question_of(wait.when)
    return WaitRow(
        hours=f"{wait.minutes / 60:.4g}",
        question=code or AS_IT_IS,
        kept="" if code else json.dumps(to_tree(wait.when), ensure_ascii=False),
        kept_words="" if code else question_words(wait.when),
        priority=str(wait.priority or ""),
        tags=", ".join(wait.tags),
        notify=wait.notify,
    )


def _posted(post: QueryDict, name: str) -> WaitRow:
    return WaitRow(
        hours=post.get(f"{name}hours", "").strip(),
        question=post.get(f"{name}if", ""),
        kept=post.get(f"{name}kept", ""),
        priority=post.get(f"{name}priority", ""),
        tags=post.get(f"{name}tags", ""),
        notify=tuple(post.getlist(f"{name}notify")),
    )


def _mistake(row: WaitRow) -> str:
    minutes = _minutes(row.hours)
    if minutes is None or not 1 <= minutes <= MOST_WAIT_MINUTES:
        return N_("Write the hours as a number, up to 720. Empty the field to remove the step.")
    if any(len(tag) > LONGEST_TAG for tag in _words(row.tags)):
        return N_("A tag has at most 40 characters. Put commas between tags.")
    is_offered = row.priority in {"", "1", "2", "3", "4"} and not set(row.notify) - set(NOTIFIED)
    if not is_offered or row.question not in {*QUESTIONS, AS_IT_IS}:
        return N_("Choose one from the list.")
    if not (row.priority or _words(row.tags) or row.notify):
        return N_("Choose what is done then: a priority, a tag or somebody to tell.")
    try:
        parse_wait(_action(row), "-")
    except (Refused, ValueError):
        return N_("Choose one from the list.")
    return ""


def _action(row: WaitRow) -> dict[str, Any]:
    return {
        "minutes": _minutes(row.hours),
        "if": json.loads(row.kept) if row.question == AS_IT_IS else QUESTIONS[row.question][1],
        "priority": int(row.priority) if row.priority else None,
        "tags": _words(row.tags),
        "notify": list(row.notify),
    }


def _minutes(text: str) -> int | None:
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(hours * 60) if abs(hours) <= MOST_WAIT_MINUTES else None


def _words(text: str) -> list[str]:
    found = (word.strip() for word in text.split(","))
    return list(dict.fromkeys(word for word in found if word))
