"""What the analysis of a tree found, in sentences that say what to do."""

from collections.abc import Mapping

from django.utils.translation import gettext

from samphan.automation.analysis import Flaw, Warned
from samphan.kit.errors import N_

_WORDS = {
    Flaw.CONTRADICTION: N_(
        "No signal can get here: the questions of this branch contradict each other. Edit or remove it."
    ),
    Flaw.RULED_OUT: N_(
        "No signal can get here: what %(branches)s lets through never fits this branch. Edit or move it."
    ),
    Flaw.TAKEN: N_(
        "No signal can get here: %(branches)s, asked before, takes all that fit. Move this branch up or remove it."
    ),
    Flaw.OVERRIDDEN: N_(
        "This has no effect here: %(settings)s. Everything that gets here goes on into %(branches)s and is set anew."
    ),
    Flaw.IDLE: N_("Tags, people to tell and waits have no effect here: no case is opened on the way."),
    Flaw.LESS_URGENT: N_(
        "Some signals that fit here are taken by %(branches)s, asked before, and made less urgent there."
        " Move this branch up if it should win."
    ),
}
_SETTINGS = {
    "kind": N_("kind of case"),
    "priority": N_("priority"),
    "team_id": N_("team"),
    "promises": N_("promises"),
    "skills": N_("skills"),
}


def warning_words(warned: Warned, called: Mapping[str, str]) -> str:
    """Return one warning in the reader's language; `called` names the branches by id."""
    return gettext(_WORDS[warned.flaw]) % {
        "branches": ", ".join(f"“{called[branch_id]}”" for branch_id in warned.by),
        "settings": ", ".join(gettext(_SETTINGS[name]) for name in warned.settings),
    }
