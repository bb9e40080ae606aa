"""Topics by tone, and the texts of one cell."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from samphan.insights.rules.tones import EVERY_CHANNEL, TONES
from samphan.insights.selectors.tones import texts_behind
from samphan.kit import clock
from samphan.web.access import screen
from samphan.web.case.wording import CHANNELS
from samphan.web.insights.asked import asked
from samphan.web.insights.frame import Values, open_frame
from samphan.web.insights.rows_page import names_only_for
from samphan.web.insights.texts import show_texts
from samphan.web.reading.shown import SENTIMENTS, topic_names
from samphan.web.render import render
from samphan.web.topics import drawings, wording
from samphan.web.wording import label

TAB = "insights_topics"
_LONGEST_CODE = 60


@screen("insights.read")
def topics(request: HttpRequest) -> HttpResponse:
    """Show how each topic is spoken of."""
    frame = open_frame(request, tab=TAB)
    return render(
        request,
        "topics/page.html",
        **frame.context,
        w=wording,
        tones=[(tone, label(SENTIMENTS, tone)) for tone in TONES],
        channels=_channels(frame.values),
        rows=drawings.rows(frame.asked, frame.values),
        charts=frame.draw(drawings.CHARTS),
    )


@screen("insights.read")
def texts(request: HttpRequest) -> HttpResponse:
    """List the texts counted in one cell, or in a whole line."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    topic, tone = request.GET.get("topic", ""), request.GET.get("tone", "")
    if not topic or len(topic) > _LONGEST_CODE or tone not in {"", *TONES}:
        raise Http404
    # What came in since the figure was computed is not counted in it, so it is not listed either.
    figure = shown.figures.get("tones")
    since = date.fromisoformat(figure.value["since"]) if figure else shown.span.since
    rows = texts_behind(
        topic=topic,
        tone=tone,
        since=shown.span.starts_at(since),
        until=shown.computed_at("tones"),
        branch_ids=shown.branch_ids,
        channel=shown.channel,
    )
    heading = wording.line_name(topic, topic_names())
    if tone:
        heading = f"{heading} · {label(SENTIMENTS, tone)}"
    return show_texts(request, shown, texts=rows, heading=heading, tab=TAB)


def _channels(values: Values) -> list[tuple[str, str]]:
    """Return the channels there are texts of, as options."""
    counted = values["tones"]["channels"] if "tones" in values else {}
    return [(code, label(CHANNELS, code)) for code in sorted(counted) if code != EVERY_CHANNEL]
