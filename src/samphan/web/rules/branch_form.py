"""The form of one branch: names, condition, actions; a mistake stands beside its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from samphan.automation.rules import CASE_KINDS
from samphan.automation.rules import NOTIFIED as NOTIFIED_CODES
from samphan.kit.conditions import parse, to_tree
from samphan.kit.errors import N_
from samphan.web.rules.condition_form import ConditionForm, form_of, posted_form, read_condition
from samphan.web.rules.presenting import SCHEMA
from samphan.web.rules.wait_form import WaitRow, posted_waits, read_waits, rows_of_waits

LONGEST_NAME = 120
LONGEST_TAG = 40
CAN_BE_NONE = ("promises", "skills")


@dataclass(frozen=True)
class BranchForm:
    """A branch as typed; lists of words are typed with commas."""

    name_th: str = ""
    name_en: str = ""
    condition: ConditionForm = field(default_factory=ConditionForm)
    opens_case: bool = False
    kind: str = ""
    priority: str = ""
    team: str = ""
    promises: tuple[str, ...] = ()
    skills: str = ""
    # Of `CAN_BE_NONE`: said to be none at all, where an empty field leaves it to the branch above.
    none: tuple[str, ...] = ()
    tags: str = ""
    notify: tuple[str, ...] = ()
    waits: tuple[WaitRow, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


def form_of_branch(raw: Mapping[str, Any]) -> BranchForm:
    """Return the form that shows a stored branch."""
    then = raw.get("then", [])
    opens = next((action for action in then if action["do"] == "open_case"), None)
    case = opens or {}
    return BranchForm(
        name_th=raw.get("name_th", ""),
        name_en=raw.get("name_en", ""),
        condition=form_of(parse(raw.get("when", True), SCHEMA), SCHEMA),
        opens_case=opens is not None,
        kind=case.get("kind") or "",
        priority=str(case.get("priority") or ""),
        team=str(case.get("team_id") or ""),
        promises=tuple(case.get("promises") or ()),
        skills=", ".join(case.get("skills") or ()),
        none=tuple(name for name in CAN_BE_NONE if case.get(name) == []),
        tags=", ".join(action["tag"] for action in then if action["do"] == "tag"),
        notify=tuple(action["who"] for action in then if action["do"] == "notify"),
        waits=rows_of_waits(then),
    )


def posted_branch(post: QueryDict) -> BranchForm:
    """Return the form as the reader left it."""
    return BranchForm(
        name_th=post.get("name_th", "").strip(),
        name_en=post.get("name_en", "").strip(),
        condition=posted_form(post, SCHEMA),
        opens_case=bool(post.get("opens_case", "")),
        kind=post.get("kind", ""),
        priority=post.get("priority", ""),
        team=post.get("team", ""),
        promises=tuple(post.getlist("promises")),
        skills=post.get("skills", ""),
        none=tuple(name for name in CAN_BE_NONE if name in post.getlist("none")),
        tags=post.get("tags", ""),
        notify=tuple(post.getlist("notify")),
        waits=posted_waits(post),
    )


def read_branch(
    form: BranchForm, *, promise_codes: Iterable[str], team_ids: Iterable[int]
) -> tuple[dict[str, Any] | None, BranchForm]:
    """Return the fields to store, or None and the form with the mistakes beside their fields."""
    errors: dict[str, str] = {}
    if not form.name_th and not form.name_en:
        errors["name_th"] = N_("Give the branch a name, in Thai or in English.")
    for name, value in (("name_th", form.name_th), ("name_en", form.name_en)):
        if len(value) > LONGEST_NAME:
            errors[name] = N_("At most 120 characters.")
    if form.kind and form.kind not in CASE_KINDS:
        errors["kind"] = N_("Choose one from the list.")
    if form.priority and form.priority not in {"1", "2", "3", "4"}:
        errors["priority"] = N_("Choose one from the list.")
    if form.team and form.team not in {str(team_id) for team_id in team_ids}:
        errors["team"] = N_("This team does not exist any more. Choose another.")
    if set(form.promises) - set(promise_codes):
        errors["promises"] = N_("One of these promises is not in use any more. Choose others.")
    for name in form.none:
        if getattr(form, name):
            errors[name] = N_("Choose some or none, not both.")
    if any(len(tag) > LONGEST_TAG for tag in _words(form.tags)):
        errors["tags"] = N_("A tag has at most 40 characters. Put commas between tags.")
    if set(form.notify) - set(NOTIFIED_CODES):
        errors["notify"] = N_("Choose one from the list.")
    condition, shown = read_condition(form.condition, SCHEMA)
    waits, rows = read_waits(form.waits)
    if errors or condition is None or waits is None:
        return None, replace(form, condition=shown, waits=rows, errors=errors)
    return {
        "name_th": form.name_th,
        "name_en": form.name_en,
        "when": to_tree(condition),
        "then": [*_actions(form), *waits],
    }, form


def _actions(form: BranchForm) -> list[dict[str, Any]]:
    actions: list[dict[str, Any]] = [{"do": "open_case", **_case(form)}] if form.opens_case else []
    actions += [{"do": "tag", "tag": tag} for tag in _words(form.tags)]
    actions += [{"do": "notify", "who": who} for who in form.notify]
    return actions


def _case(form: BranchForm) -> dict[str, Any]:
    """Return what is set, "none" as an empty list; what is left out, the branch above decides."""
    wanted = {
        "kind": form.kind,
        "priority": int(form.priority) if form.priority else None,
        "team_id": int(form.team) if form.team else None,
        "promises": list(form.promises),
        "skills": _words(form.skills),
    }
    return {name: value for name, value in wanted.items() if value or name in form.none}


def _words(text: str) -> list[str]:
    found = (word.strip() for word in text.split(","))
    return list(dict.fromkeys(word for word in found if word))
