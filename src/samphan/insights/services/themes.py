"""What the firm decides about themes; finding them is the engine's part."""

from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.insights.events import ThemeNamed
from samphan.insights.models import Theme, ThemeRun
from samphan.insights.rules.themes import LONGEST_NAME
from samphan.kit.errors import N_, Refused


class NoSuchTheme(Refused):
    code = "insights.theme.none"
    message = N_("This theme is not there any more. Open the page again.")


class ThemeNameTooLong(Refused):
    code = "insights.theme.name"
    message = N_("The name of a theme may have up to {most} characters.")


@transaction.atomic
def name_theme(*, theme_id: int, name_th: str, name_en: str, now: datetime, actor: Actor = SYSTEM) -> Theme:
    """Call a theme what the firm calls it, this week and every week it is found again; empty names take it back.

    Raises NoSuchTheme and ThemeNameTooLong.
    """
    names = {"name_th": _tidy(name_th), "name_en": _tidy(name_en)}
    theme = Theme.objects.select_for_update().filter(pk=theme_id).first()
    if theme is None:
        raise NoSuchTheme
    if any(len(name) > LONGEST_NAME for name in names.values()):
        raise ThemeNameTooLong(most=LONGEST_NAME)
    if names == {"name_th": theme.name_th, "name_en": theme.name_en}:
        return theme
    theme.name_th, theme.name_en = names["name_th"], names["name_en"]
    theme.save(update_fields=[*names])
    record(event=ThemeNamed(subject_id=theme.pk, has_name=any(names.values())), now=now, actor=actor)
    return theme


@transaction.atomic
def forget_themes() -> None:
    """Drop every week's themes, to be found anew from the texts that are left; with them goes what has no text left.

    For when a whole source of texts was taken away: whose words a theme was made of cannot be told apart later.
    """
    spoken_of = set(Theme.objects.filter(weeks__texts__isnull=False).values_list("pk", flat=True))
    ThemeRun.objects.all().delete()
    Theme.objects.exclude(pk__in=spoken_of).delete()


def _tidy(name: str) -> str:
    return " ".join(name.replace("\x00", "").split())
