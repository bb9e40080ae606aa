"""Today: what needs me now."""

from django.http import HttpRequest, HttpResponse

from samphan.web.access import screen
from samphan.web.render import render


@screen("today.read")
def today(request: HttpRequest) -> HttpResponse:
    """Show the reader's own list."""
    return render(request, "today/page.html")
