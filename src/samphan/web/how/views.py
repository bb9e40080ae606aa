"""The page that says how every figure is computed."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.web.access import screen
from samphan.web.how.explanations import EXPLANATIONS, Explanation
from samphan.web.render import render


@screen("insights.read")
def how(request: HttpRequest) -> HttpResponse:
    """Show every explanation, each at its own anchor."""
    told = {code: in_language(one) for code, one in EXPLANATIONS.items()}
    return render(request, "how/page.html", explanations=told)


def in_language(one: Explanation) -> Explanation:
    """Return an explanation in the reader's language; sources stay as they are cited."""
    words = {name: text if name == "source" else _(text) for name, text in asdict(one).items()}
    return Explanation(**words)
