"""Search: the palette's list as the reader types, and a page with everything found."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.search.selectors import holds_articles, sight_of
from samphan.web.access import reader, screen
from samphan.web.case.wording import Words
from samphan.web.render import redirect, render
from samphan.web.search.commands import matching
from samphan.web.search.results import Answer, answer, names_of
from samphan.web.search.words import keep_words, kept_words, posted_words

MOST_ROWS = 40
KINDS = {
    "": N_("All"),
    "customer": N_("Customers"),
    "case": N_("Cases"),
    "message": N_("Messages"),
    "article": N_("Articles"),
}
# What one row is.
NAMES = {"customer": N_("Customer"), "case": N_("Case"), "message": N_("Message"), "article": N_("Article")}
ICONS = {
    "customer": "user-round",
    "case": "refresh-ccw-dot",
    "message": "message-square-text",
    "article": "book-open-text",
}


@screen("search.read", methods=("POST",))
def search(request: HttpRequest) -> HttpResponse:
    """Return the options for what was typed; nothing typed lists the places to go."""
    query, user = posted_words(request), reader(request)
    found = answer(query=query, sight=sight_of(user=user)) if query else Answer()
    return render(
        request,
        "search/_options.html",
        query=query,
        found=found,
        names=names_of(found.people),
        icons=ICONS,
        commands=matching(user=user, query=query),
    )


@screen("search.read", methods=("GET", "POST"))
def find(request: HttpRequest) -> HttpResponse:
    """Take what to search for and lead to the page of what was found; read (after signing in again), to a blank one."""
    words = posted_words(request)
    found = urlencode({"found": keep_words(request, words)}) if words else ""
    return redirect(request, f"{reverse('search_results')}?{found}" if found else "search_results")


@screen("search.read")
def results(request: HttpRequest) -> HttpResponse:
    """Show everything found for a search of this reader's own, or what can be searched for."""
    token, kind = request.GET.get("found", ""), request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    query, sight = kept_words(request, token), sight_of(user=reader(request))
    found = answer(query=query, sight=sight, kind=kind, most_people=MOST_ROWS // 2, most_cases=0, most_rows=MOST_ROWS)
    kinds = ["", *(one for one in KINDS if one in sight.kinds and (one != "article" or holds_articles()))]
    tabs = [
        {"label": _(KINDS[one]), "href": "?" + urlencode({"found": token, "kind": one}), "current": one == kind}
        for one in kinds
    ]
    return render(
        request,
        "search/page.html",
        query=query,
        found=found,
        names=names_of(found.people),
        tabs=tabs,
        icons=ICONS,
        kind_names=NAMES,
        w=Words(),
    )
