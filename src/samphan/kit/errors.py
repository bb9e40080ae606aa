"""Refusals: the one way a room says no, with a code for machines and a message a face can translate."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar


def N_(text: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Mark a text for translation without translating it; the face does that, in the reader's language."""
    return text


class Refused(Exception):
    """A request that breaks a rule; nothing was written.

    Subclass it beside the function that raises it. `code` is dotted and stable ("cases.close.cause_missing");
    `message` is an English msgid marked with `N_`, saying what was wrong and what to do, with named fields filled from
    `facts` ("{row}"). Facts never carry personal data, because they are logged.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = N_("This cannot be done.")
    worded: ClassVar[tuple[str, ...]] = ()  # facts that are msgids themselves, to be translated too

    def __init__(self, **facts: object) -> None:
        self.facts: Mapping[str, object] = MappingProxyType(facts)
        super().__init__(f"{self.code} {dict(facts)}" if facts else self.code)

    def explain(self, translate: Callable[[str], str]) -> str:
        """Return the message in the reader's language, e.g. `refused.explain(gettext)`."""
        words = {name: translate(str(self.facts[name])) for name in self.worded}
        return translate(self.message).format(**{**self.facts, **words})
