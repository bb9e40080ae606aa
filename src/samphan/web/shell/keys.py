"""The keyboard map shown by `?`; the keys themselves live in static/js/keys.js and in each screen."""

from django.utils.translation import gettext as _


def key_list() -> list[tuple[tuple[str, ...], str]]:
    """Return every shortcut with what it does, in the reader's language."""
    return [
        (("Ctrl", "K"), _("Search or command")),
        (("/",), _("Search")),
        (("J", "K"), _("Next, previous")),
        (("Enter",), _("Open what is marked")),
        (("Esc",), _("Back")),
        (("R",), _("Reply")),
        (("N",), _("Note")),
        (("A",), _("Assign")),
        ((";",), _("Canned replies; in the answer with / at the start of a word")),
        (("Z",), _("Take the answer back before it leaves")),
        (("E",), _("Close the loop")),
        (("H",), _("Snooze")),
        (("L",), _("Labels")),
        (("P",), _("Priority")),
        (("M",), _("Merge")),
        (("X",), _("Tick the row")),
        (("Ctrl", "Enter"), _("Send")),
        (("G", "T"), _("Go to Today")),
        (("G", "I"), _("Go to Inbox")),
        (("G", "C"), _("Go to Cases")),
        (("G", "U"), _("Go to Customers")),
        (("G", "X"), _("Go to Insights")),
        (("?",), _("This help")),
    ]
