"""Sending the weekly mail: queued once a week, each letter written in its reader's language and sent once."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

from samphan.accounts.models import User
from samphan.accounts.selectors import digest_readers, digest_stop_url, find_organisation
from samphan.digest.composing import Week, compose
from samphan.digest.letter import Letter, html_of, text_of
from samphan.digest.rules import due_week
from samphan.jobs.services import enqueue
from samphan.messaging.channels.protocol import DeliveryFailed, DeliveryRefused, InlinePicture
from samphan.messaging.selectors import was_mailed
from samphan.messaging.services import mail_colleague
from samphan.web.chart_files.pictures import PictureFailed, PicturesBusy, picture

KIND = "weekly_digest"
SEND_WEEK = "samphan.digest.tasks.send_week"
# Pictures by language and by the chart and its words: those of the firm are the same for many readers.
Drawn = dict[tuple[str, str, str], InlinePicture | None]


def queue_digests(*, now: datetime) -> None:
    """Queue the letters of a week once, when it is due in the firm's time zone; before first run there is nothing."""
    firm = find_organisation()
    monday = due_week(now, timezone=firm.timezone) if firm else None
    if monday is not None:
        week = monday.isoformat()
        enqueue(task=SEND_WEEK, arguments={"week": week}, now=now, dedupe_key=f"digest:{week}")


def send_digests(*, week: date, now: datetime) -> int:
    """Send the letters of the week that ended before Monday `week`; return how many went now.

    Whoever has theirs gets no second one. One that could not be handed over does not keep the others back: at the end
    DeliveryFailed is raised, so that the job is tried again. An address that is refused for good is given up.
    """
    firm = find_organisation()
    if firm is None:
        return 0
    about = Week(monday=week, timezone=firm.timezone, base_url=settings.BASE_URL)
    drawn: Drawn = {}
    sent, failed = 0, 0
    with timezone.override(ZoneInfo(firm.timezone)):
        for user in digest_readers(before=about.ends_at):
            try:
                sent += _send(user, about, drawn, now)
            except DeliveryRefused:
                continue
            except DeliveryFailed:
                failed += 1
    if failed:
        raise DeliveryFailed(f"{failed} of the weekly letters")
    return sent


def _send(user: User, week: Week, drawn: Drawn, now: datetime) -> bool:
    key = f"digest:{week.monday.isoformat()}:{user.pk}"
    if was_mailed(dedupe_key=key):
        return False
    with translation.override(user.language):
        letter = compose(user=user, week=week, now=now)
        pictures = tuple(_pictures(letter, drawn))
        return mail_colleague(
            user_id=user.pk,
            kind=KIND,
            dedupe_key=key,
            subject=letter.title,
            body=text_of(letter),
            html=html_of(letter, pictured={one.name for one in pictures}),
            pictures=pictures,
            unsubscribe_url=digest_stop_url(user.pk),
            now=now,
        )


def _pictures(letter: Letter, drawn: Drawn) -> Iterable[InlinePicture]:
    """Yield the letter's charts as pictures; one that cannot be painted is left out, and its table stands in for it."""
    for section in letter.sections:
        chart = section.chart
        if chart is None:
            continue
        key = (letter.language, chart.name, chart.sentence)
        if key not in drawn:
            try:
                content = picture(chart.wide, kind="png", title=section.question, sentence=chart.sentence)
            except (PictureFailed, PicturesBusy):
                drawn[key] = None
            else:
                drawn[key] = InlinePicture(name=chart.name, content=content)
        if (made := drawn[key]) is not None:
            yield made
