"""What a reader searched for, kept in their own session: names and addresses of people stand in no address of ours.

A URL is written down in logs, in the browser's history and in the referrer. So a search is posted, and the page that
shows its result is known by a random token: it can be reloaded and gone back to, by this reader only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samphan.kit.ids import new_token

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST = 100
_KEY = "searches"
_KEPT = 8  # as many as somebody may have open beside each other; the oldest is forgotten first


def posted_words(request: HttpRequest) -> str:
    """Return what was typed into a search field."""
    return request.POST.get("q", "").strip()[:LONGEST]


def keep_words(request: HttpRequest, words: str) -> str:
    """Keep the words of one search and return the token they are found by."""
    token = new_token(n_bytes=6)
    request.session[_KEY] = [*_searches(request)[1 - _KEPT :], [token, words]]
    return token


def kept_words(request: HttpRequest, token: str) -> str:
    """Return the words of an earlier search of this reader; "" when they are forgotten or another's."""
    return dict(_searches(request)).get(token, "")


def _searches(request: HttpRequest) -> list[list[str]]:
    searches: list[list[str]] = request.session.get(_KEY, [])
    return searches
