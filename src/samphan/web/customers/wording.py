"""What codes about customers are called on screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samphan.web.case.wording import CONSENTS

CONTACTS = [("email", _("E-mail")), ("phone", _("Phone")), ("line", _("LINE id")), ("external", _("Customer id"))]
SENSITIVITIES = [
    ("ordinary", _("Everybody may read it")),
    ("private", _("Private: those who care for customers")),
    ("special", _("Special (health, religion …): leads only")),
]


def purposes() -> list[tuple[str, str]]:
    """Return what a customer can agree to, as the options of a select."""
    return [(code, gettext(text)) for code, text in CONSENTS.items()]
