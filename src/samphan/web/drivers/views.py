"""The drivers of satisfaction."""

from django.http import HttpRequest, HttpResponse

from samphan.web.access import screen
from samphan.web.drivers import drawings, wording
from samphan.web.insights.frame import open_frame
from samphan.web.render import render


@screen("insights.read")
def drivers(request: HttpRequest) -> HttpResponse:
    """Show what moves satisfaction, and what to fix first."""
    frame = open_frame(request, tab="insights_drivers")
    return render(request, "drivers/page.html", **frame.context, w=wording, charts=frame.draw(drawings.CHARTS))
