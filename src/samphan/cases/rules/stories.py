"""When a success story may be shown: only in words the customer agreed to, and for as long as they agree. Pure."""

from collections.abc import Mapping

# state -> act -> next state; what is missing is not allowed.
STEPS: Mapping[str, Mapping[str, str]] = {
    "draft": {"edit": "draft", "ask": "asked"},
    "asked": {"edit": "draft", "agree": "agreed", "refuse": "refused"},
    "agreed": {"edit": "draft", "publish": "published", "refuse": "refused"},
    "published": {"edit": "draft", "take_down": "agreed", "refuse": "refused"},
    # A no holds, and a yes can only come from the customer, who may think again.
    "refused": {"agree": "agreed"},
}


def next_state(state: str, act: str) -> str:
    """Return the state an act leads to, or "" when it is not allowed."""
    return STEPS.get(state, {}).get(act, "")
