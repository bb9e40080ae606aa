"""Search words: the firm's own words and synonyms, and how far the index is being written afresh."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.search import selectors, services
from samphan.web.access import screen
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.search.views import KINDS
from samphan.web.settings.sections import settings_page


@screen("settings.read")
def search_words(request: HttpRequest) -> HttpResponse:
    """Show what can be found, the firm's own words and synonyms."""
    return _page(request)


@screen("settings.write", methods=("POST",))
def add_word(request: HttpRequest) -> HttpResponse:
    """Keep a word of the firm's own whole."""
    try:
        services.add_word(word=request.POST.get("word", ""), now=now())
    except Refused as refused:
        return _page(request, word_error=refused.explain(_))
    toast(request, _("Saved; the index follows in a moment"))
    return redirect(request, "settings_search")


@screen("settings.write", methods=("POST",))
def remove_word(request: HttpRequest, word_id: int) -> HttpResponse:
    """Forget a word of the firm's own."""
    services.remove_word(word_id=word_id, now=now())
    toast(request, _("Taken away; the index follows in a moment"))
    return redirect(request, "settings_search")


@screen("settings.write", methods=("POST",))
def add_synonyms(request: HttpRequest) -> HttpResponse:
    """Count words as one."""
    try:
        services.add_synonyms(words=request.POST.get("words", ""), now=now())
    except Refused as refused:
        return _page(request, synonyms_error=refused.explain(_))
    toast(request, _("Saved"))
    return redirect(request, "settings_search")


@screen("settings.write", methods=("POST",))
def remove_synonyms(request: HttpRequest, synonym_id: int) -> HttpResponse:
    """Let words go their own ways again."""
    services.remove_synonyms(synonym_id=synonym_id)
    toast(request, _("Taken away"))
    return redirect(request, "settings_search")


@screen("settings.write", methods=("POST",))
def rebuild_index(request: HttpRequest) -> HttpResponse:
    """Have the index written afresh in the background."""
    services.request_rebuild(now=now())
    return redirect(request, "settings_search")


def _page(request: HttpRequest, *, word_error: str | None = None, synonyms_error: str | None = None) -> HttpResponse:
    state = selectors.index_state()
    return settings_page(
        request,
        "settings/search.html",
        partial="settings/_search_index.html",
        section="settings_search",
        status=UNPROCESSABLE if word_error or synonyms_error else 200,
        counts=[(_(label), state.counts[kind]) for kind, label in KINDS.items() if kind in state.counts],
        written_at=state.written_at,
        rebuild=selectors.latest_rebuild(),
        words=selectors.dictionary_words(),
        synonyms=selectors.synonyms(),
        word_error=word_error,
        synonyms_error=synonyms_error,
        typed=request.POST,
    )
