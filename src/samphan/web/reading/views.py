"""What people say of readings: a correction beside the text, and the queue of texts worth judging."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.signals.rules.corrections import SENTIMENT, Drawn
from samphan.signals.selectors import checking_queue, correction_counts, find_signal
from samphan.signals.services import correct_reading, take_back_correction
from samphan.web.access import reader, screen
from samphan.web.numbers import whole
from samphan.web.reading.shown import shown_readings
from samphan.web.render import is_fragment, redirect, refuse, render, toast

if TYPE_CHECKING:
    from samphan.signals.models import Signal

QUEUE = 40


@screen("readings.write", methods=("POST",))
def correct(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Keep what the reader says of a text, and show it as it stands then."""
    try:
        made = correct_reading(
            signal_id=signal_id,
            what=request.POST.get("what", ""),
            value=request.POST.get("value", ""),
            by_id=reader(request).pk,
            now=clock.now(),
        )
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Noted: it counts at once."), undo_url=reverse("reading_undo", args=(made.pk,)))
    return _after(request, signal_id)


@screen("readings.write", methods=("POST",))
def undo(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Take a correction back."""
    try:
        ended = take_back_correction(correction_id=correction_id, by_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Taken back"))
    return _after(request, ended.signal_id)


def _after(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Show the one text again where htmx asked for it, else the page it stands on."""
    if is_fragment(request) and request.headers.get("HX-Target", "").endswith(f"reading-{signal_id}"):
        signal = find_signal(signal_id=signal_id)
        shown = shown_readings([signal] if signal else []).get(signal_id)
        return render(request, "reading/one.html", partial="reading/one.html", one=shown)
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=False)
    return redirect(request, back if is_ours else reverse("reading_check"))


@screen("readings.write")
def check(request: HttpRequest) -> HttpResponse:
    """Show the next text worth judging; `after` skips one."""
    return _check(request, after=whole(request.GET.get("after")))


@screen("readings.write", methods=("POST",))
def check_one(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Keep what the reader says of the text that was asked about, and show the next."""
    drawn: Drawn = "lot" if request.POST.get("drawn") == "lot" else "unsure"
    try:
        correct_reading(
            signal_id=signal_id,
            what=SENTIMENT,
            value=request.POST.get("value", ""),
            by_id=reader(request).pk,
            now=clock.now(),
            drawn=drawn,
        )
    except Refused as refused:
        return refuse(request, refused)
    return _check(request) if is_fragment(request) else redirect(request, "reading_check")


def _check(request: HttpRequest, *, after: int | None = None) -> HttpResponse:
    queue = checking_queue(count=QUEUE, now=clock.now())
    asked, drawn = _next(queue, after)
    return render(
        request,
        "reading/check.html",
        partial="reading/_check.html",
        asked=asked,
        one=shown_readings([asked])[asked.pk] if asked else None,
        drawn=drawn,
        left=len(queue),
        most=QUEUE,
        counts=correction_counts(),
    )


def _next(queue: list[tuple["Signal", Drawn]], after: int | None) -> tuple["Signal | None", Drawn]:
    places = {signal.pk: place for place, (signal, _drawn) in enumerate(queue)}
    at = places.get(after, -1) + 1 if after is not None else 0
    return queue[at % len(queue)] if queue else (None, "unsure")
