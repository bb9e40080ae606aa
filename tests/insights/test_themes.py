"""Themes are found week by week, kept by key and name, redacted, and have exactly their texts behind every number."""

from datetime import date, timedelta

import pytest

from samphan.eventlog.models import Event
from samphan.insights.models import Theme, ThemeRun, ThemeText, ThemeWeek
from samphan.insights.selectors.themes import theme_texts, week_themes
from samphan.insights.services import NoSuchTheme, ThemeNameTooLong, forget_themes, name_theme
from samphan.insights.services.engine import refresh_themes
from samphan.signals.models import Signal
from tests import world
from tests.insights.texts import APP, DELIVERY, STAFF, say, write
from tests.world import NOW

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 9)  # the last full week before NOW, a Friday
IN_WEEK = NOW - timedelta(days=9)


def stored() -> list[tuple[object, ...]]:
    """Return everything a run stores, but when it ran."""
    return [
        *ThemeRun.objects.order_by("week").values_list("week", "weeks", "texts", "themed"),
        *Theme.objects.order_by("key").values_list("pk", "key", "terms", "first_week", "last_week"),
        *ThemeWeek.objects.order_by("run__week", "theme").values_list("run__week", "theme", "size", "tones", "quotes"),
        *ThemeText.objects.order_by("theme_week__run__week", "signal").values_list("signal", "tone"),
    ]


def test_a_weeks_themes_are_found_with_their_texts_tones_and_quotes() -> None:
    write(DELIVERY, 60, IN_WEEK, sentiment="negative")
    write(STAFF, 50, IN_WEEK, sentiment="positive")
    assert refresh_themes(now=NOW) >= 2
    found = week_themes()
    assert found is not None
    assert (found.run.week, found.run.texts, found.run.weeks) == (WEEK, 110, 12)
    assert found.run.themed == sum(line.size for line in found.lines)
    tones = {tone for line in found.lines for tone, count in line.tones.items() if count}
    assert tones == {"negative", "positive"}
    for line in found.lines:
        assert line.size == sum(line.tones.values())
        assert 1 <= len(line.quotes) <= 3
        assert line.share == pytest.approx(line.size / 110)


def test_every_number_has_exactly_its_texts_behind_it() -> None:
    write(DELIVERY, 60, IN_WEEK, sentiment="negative")
    write(STAFF, 40, IN_WEEK)
    refresh_themes(now=NOW)
    found = week_themes()
    assert found is not None
    assert found.lines
    for line in found.lines:
        assert theme_texts(theme_id=line.theme.pk, week=WEEK).page().total == line.size
        for tone, count in line.tones.items():
            rows = theme_texts(theme_id=line.theme.pk, week=WEEK, tone=tone)
            assert [row.tone for row in rows] == [tone] * count


def test_running_a_week_again_changes_nothing() -> None:
    write(DELIVERY, 60, IN_WEEK)
    write(STAFF, 60, IN_WEEK)
    refresh_themes(now=NOW)
    before = stored()
    refresh_themes(now=NOW + timedelta(hours=3))
    assert stored() == before
    assert len(before) > 100


def test_a_reading_that_was_corrected_counts_with_the_next_run() -> None:
    write(DELIVERY, 64, IN_WEEK, sentiment="neutral")
    refresh_themes(now=NOW)
    Signal.objects.update(sentiment="question")
    refresh_themes(now=NOW)
    found = week_themes()
    assert found is not None
    assert [line.tones["question"] for line in found.lines] == [line.size for line in found.lines]


def test_a_theme_keeps_its_key_and_name_from_week_to_week() -> None:
    for back in range(3):
        write(DELIVERY, 62, IN_WEEK - timedelta(weeks=back))
    refresh_themes(now=NOW - timedelta(weeks=1))
    theme = Theme.objects.order_by("pk")[0]
    name_theme(theme_id=theme.pk, name_th=" ส่งช้า ", name_en="Slow  delivery", now=NOW)
    write(STAFF, 60, IN_WEEK)
    refresh_themes(now=NOW)
    found = week_themes()
    assert found is not None
    line = next(line for line in found.lines if line.theme.pk == theme.pk)
    assert (line.theme.name_th, line.theme.name_en, line.is_new) == ("ส่งช้า", "Slow delivery", False)
    assert any(one.is_new for one in found.lines)
    assert len(line.trend) >= 2


def test_a_firms_first_run_already_has_a_trend() -> None:
    for back in range(5):
        write(DELIVERY, 61, IN_WEEK - timedelta(weeks=back))
    refresh_themes(now=NOW)
    found = week_themes()
    assert found is not None
    assert found.weeks[:2] == [WEEK, WEEK - timedelta(weeks=1)]
    assert len(found.lines[0].trend) == 5
    earlier = week_themes(week=WEEK - timedelta(weeks=1))
    assert earlier is not None
    assert earlier.run.week == WEEK - timedelta(weeks=1)


def test_few_texts_have_no_theme_and_say_how_many_there_are() -> None:
    write(DELIVERY, 30, IN_WEEK)
    assert refresh_themes(now=NOW) == 0
    found = week_themes()
    assert found is not None
    assert (found.run.texts, found.run.themed, list(found.lines)) == (30, 0, [])


def test_texts_of_the_running_week_wait_for_its_end() -> None:
    write(DELIVERY, 62, NOW - timedelta(hours=3))
    refresh_themes(now=NOW)
    assert ThemeRun.objects.get(week=WEEK).texts == 0
    refresh_themes(now=NOW + timedelta(weeks=1))
    assert ThemeRun.objects.get(week=WEEK + timedelta(weeks=1)).texts == 62


def test_old_texts_an_import_brought_are_found_later() -> None:
    refresh_themes(now=NOW)
    write(DELIVERY, 62, IN_WEEK - timedelta(weeks=3))
    refresh_themes(now=NOW)
    assert ThemeRun.objects.get(week=WEEK - timedelta(weeks=3)).themed > 0


def test_personal_data_is_taken_out_before_words_are_counted() -> None:
    write(STAFF, 62, IN_WEEK)
    for number in range(60):
        say(f"โทรกลับ 081-555-{number:04d} ด้วย ของยังไม่มา อีเมล pim{number}@example.com", IN_WEEK)
    refresh_themes(now=NOW)
    kept = str([(theme.terms, theme.vector) for theme in Theme.objects.all()])
    assert "โทรกลับ" in kept
    assert "081" not in kept
    assert "example" not in kept


def test_who_is_forgotten_is_forgotten_in_themes_too() -> None:
    customer = world.customer()
    write(DELIVERY, 62, IN_WEEK)
    mine = say("พัสดุสีแดงส่งช้ามาก รอขนส่งนานแล้วค่ะ", IN_WEEK, customer=customer)
    refresh_themes(now=NOW)
    assert ThemeText.objects.filter(signal=mine).exists()
    customer.delete()
    assert not ThemeText.objects.filter(signal_id=mine.pk).exists()
    found = week_themes()
    assert found is not None
    assert mine.pk not in [quote.signal.pk for line in found.lines for quote in line.quotes]


def test_a_theme_nobody_writes_about_is_retired_and_its_rows_go_with_the_trend() -> None:
    write(DELIVERY, 62, IN_WEEK)
    refresh_themes(now=NOW)
    theme = Theme.objects.order_by("pk")[0]
    later = NOW + timedelta(weeks=30)
    write(APP, 62, later - timedelta(days=9))
    refresh_themes(now=later)
    theme.refresh_from_db()
    assert theme.is_retired
    assert not ThemeText.objects.filter(theme_week__theme=theme).exists()
    assert ThemeWeek.objects.filter(theme=theme).exists(), "how much it was spoken of stays known"
    assert not Theme.objects.filter(is_retired=False, last_week__lt=WEEK).exists()


def test_a_name_is_the_firms_and_can_be_taken_back() -> None:
    theme = Theme.objects.create(key="k", terms=["ส่งช้า"], vector={"ส่งช้า": 1.0}, first_week=WEEK, last_week=WEEK)
    name_theme(theme_id=theme.pk, name_th="ส่งช้า", name_en="", now=NOW)
    name_theme(theme_id=theme.pk, name_th="ส่งช้า", name_en="", now=NOW)  # nothing new: no second event
    name_theme(theme_id=theme.pk, name_th="", name_en="", now=NOW)
    told = Event.objects.filter(type="insights.theme_named").order_by("pk").values_list("data", flat=True)
    assert [one["has_name"] for one in told] == [True, False]
    assert all("ส่งช้า" not in str(one) for one in told)
    with pytest.raises(ThemeNameTooLong):
        name_theme(theme_id=theme.pk, name_th="ก" * 61, name_en="", now=NOW)
    with pytest.raises(NoSuchTheme):
        name_theme(theme_id=theme.pk + 1, name_th="", name_en="", now=NOW)


def test_when_a_source_of_texts_is_taken_away_its_themes_go_and_others_keep_their_names() -> None:
    gone = write(DELIVERY, 62, IN_WEEK)
    write(STAFF, 62, IN_WEEK)
    refresh_themes(now=NOW)
    Signal.objects.filter(pk__in=[signal.pk for signal in gone]).delete()
    left = sorted(set(ThemeText.objects.values_list("theme_week__theme_id", flat=True)))
    name_theme(theme_id=left[0], name_th="พนักงาน", name_en="", now=NOW)
    forget_themes()
    assert not ThemeRun.objects.exists()
    assert sorted(Theme.objects.values_list("pk", flat=True)) == left
    refresh_themes(now=NOW)
    assert Theme.objects.filter(pk=left[0], name_th="พนักงาน").exists()
