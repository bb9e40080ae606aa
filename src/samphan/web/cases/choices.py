"""What can be chosen above the list of cases: read when somebody filters or ticks, which most visits never do."""

from __future__ import annotations

from dataclasses import dataclass

from samphan.accounts.selectors import active_staff, branch_tree, team_names
from samphan.cases.selectors import assignable_causes, labels
from samphan.kit.errors import N_
from samphan.web.case.reading import cause_name
from samphan.web.case.wording import KINDS, PRIORITIES, STATES
from samphan.web.cases.waking import plain_times
from samphan.web.wording import choices, label

Codes = list[tuple[str, str]]
Numbers = list[tuple[int, str]]

ACTS = {
    "claim": N_("Take them"),
    "assign": N_("Hand over"),
    "priority": N_("Set the priority"),
    "label": N_("Put a label on"),
    "unlabel": N_("Take a label off"),
    "snooze": N_("Snooze"),
    "wake": N_("Wake"),
    "merge": N_("Merge into the oldest"),
}


@dataclass(frozen=True, kw_only=True)
class FilterChoices:
    """By what the list can be narrowed: codes and keys with their names."""

    states: Codes
    kinds: Codes
    priorities: Numbers
    people: Numbers
    teams: Numbers
    branches: Numbers
    causes: Numbers
    labels: Numbers


@dataclass(frozen=True, kw_only=True)
class BarChoices:
    """What can be done to the ticked cases at once."""

    acts: Codes
    workers: Numbers
    priorities: Numbers
    labels: Numbers
    times: Codes


def filter_choices() -> FilterChoices:
    """Read what the list can be narrowed by."""
    return FilterChoices(
        states=choices(STATES),
        kinds=choices(KINDS),
        priorities=choices(PRIORITIES),
        people=[(person.pk, person.display_name) for person in active_staff()],
        teams=team_names(),
        branches=[(row.branch.pk, row.branch.name_th) for row in branch_tree()],
        causes=[(cause.pk, cause_name(cause)) for cause in assignable_causes()],
        labels=_labels(),
    )


def bar_choices(view: str) -> BarChoices:
    """Read what can be done in a view; only what sleeps can be woken."""
    hidden = {"snooze"} if view == "later" else {"wake"}
    return BarChoices(
        acts=[(code, label(ACTS, code)) for code in ACTS if code not in hidden],
        workers=[(person.pk, person.display_name) for person in active_staff() if person.may("cases.write")],
        priorities=choices(PRIORITIES),
        labels=_labels(),
        times=plain_times(),
    )


def _labels() -> Numbers:
    return [(row.pk, row.name) for row in labels()]
