"""The palette's list: cases, customers and commands, as the reader types."""

from django.http import HttpRequest, HttpResponse

from samphan.web.access import reader, screen
from samphan.web.render import render
from samphan.web.search.commands import matching


@screen("search.read")
def search(request: HttpRequest) -> HttpResponse:
    """Return the options for what was typed; nothing typed lists the places to go."""
    query = request.GET.get("q", "").strip()[:200]
    return render(request, "search/_options.html", query=query, commands=matching(user=reader(request), query=query))
