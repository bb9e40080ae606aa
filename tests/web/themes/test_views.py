"""Themes: what a week's texts are about, with their texts behind every number, named in place, saved as a file."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.insights.models import Theme, ThemeRun, ThemeText, ThemeWeek
from tests import world
from tests.budget import assert_constant_queries, count_queries
from tests.insights.texts import say
from tests.web.conftest import SignIn, page
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PATH = "/insights/themes/"
WEEK = date(2026, 11, 9)
MOST_QUERIES = 18


def theme(key: str, *, name: str = "", tones: tuple[str, ...] = ("negative", "negative", "question")) -> Theme:
    """Store a theme spoken of in five weeks, by one text of each tone a week."""
    made = Theme.objects.create(
        key=key, terms=["ส่งช้า", "รอ", "ขนส่ง", "พัสดุ"], name_en=name, vector={"ส่งช้า": 1.0},
        first_week=WEEK - timedelta(weeks=4), last_week=WEEK,
    )  # fmt: skip
    for back in range(5):
        week = WEEK - timedelta(weeks=back)
        run, _ = ThemeRun.objects.get_or_create(
            week=week, defaults={"weeks": 4, "texts": 80, "themed": 10, "computed_at": NOW}
        )
        texts = [say(f"ส่งช้า {key} โทร 081-555-1234", NOW - timedelta(weeks=back + 1), sentiment=tone) for tone in tones]
        placed = ThemeWeek.objects.create(
            theme=made, run=run, size=len(tones), share=len(tones) / 80,
            tones={tone: tones.count(tone) for tone in ("negative", "neutral", "positive", "question", "unknown")},
            quotes=[text.pk for text in texts[:3]],
        )  # fmt: skip
        ThemeText.objects.bulk_create(ThemeText(theme_week=placed, signal=text, tone=text.sentiment) for text in texts)
    return made


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return an owner who reads English, in a firm with two themes."""
    theme("a")
    theme("b", name="Slow delivery", tones=("positive",) * 6)
    return sign_in()


def test_themes_stand_with_size_share_trend_tones_and_quotes(reader: Client) -> None:
    shown = page(reader, PATH)
    assert "Slow delivery" in shown
    assert "ส่งช้า · รอ · ขนส่ง" in shown
    assert "8% of all (3–15%)" in shown
    assert "Share of texts in 5 weeks, from 8% to 8%" in shown
    assert "Question 1" in shown
    assert "80 texts of the 4 weeks up to 15 Nov 2026" in shown
    assert "10 of 80 texts belong to 2 themes; the others stand alone." in shown
    assert shown.index("Slow delivery") < shown.index("ส่งช้า · รอ"), "the larger first"
    assert "081-555" not in shown


def test_every_number_lists_as_many_texts_as_it_counts(reader: Client) -> None:
    shown = page(reader, PATH)
    sizes = re.findall(r'<p class="size"><a href="([^"]*)"><b>(\d+)</b>', shown)
    tones = re.findall(r'<li class="\w+"><a href="([^"]*)">\w+ (\d+)</a>', shown)
    assert (len(sizes), len(tones)) == (2, 3)
    for href, count in sizes + tones:
        rows = page(reader, unescape(href))
        assert rows.count("<tr><td") == int(count)
        assert "081-555" not in rows


def test_another_week_is_chosen_by_its_address(reader: Client) -> None:
    earlier = WEEK - timedelta(weeks=2)
    shown = page(reader, f"{PATH}?week={earlier.isoformat()}")
    assert f'<option value="{earlier.isoformat()}" selected>' in shown
    assert f"week={earlier.isoformat()}" in shown
    for odd in ("?week=1999-01-04", "?week=yesterday"):
        assert f'<option value="{WEEK.isoformat()}" selected>' in page(reader, PATH + odd)


def test_a_theme_is_named_in_place(reader: Client) -> None:
    unnamed = Theme.objects.get(key="a")
    answer = reader.post(f"{PATH}{unnamed.pk}/name/?week={WEEK}", {"name_th": "ตามของ", "name_en": "Chasing a parcel"})
    assert (answer.status_code, "week=2026-11-09" in answer.headers["Location"]) == (302, True)
    shown = page(reader, PATH)
    assert "Chasing a parcel" in shown
    assert "The theme keeps this name" in shown
    assert "ตามของ" in page(reader, PATH)


def test_a_name_that_is_too_long_or_a_theme_that_is_gone_is_refused_with_words(reader: Client) -> None:
    known = Theme.objects.get(key="a").pk
    answer = reader.post(f"{PATH}{known}/name/", {"name_th": "ก" * 61})
    assert (answer.status_code, "up to 60 characters" in answer.content.decode()) == (409, True)
    assert reader.post(f"{PATH}{known + 100}/name/", {"name_th": "ก"}).status_code == 409


def test_only_who_may_write_insights_names_themes(reader: Client, sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    assert "Name this theme" not in page(agent, PATH)
    assert agent.post(f"{PATH}{Theme.objects.get(key='a').pk}/name/", {"name_th": "ก"}).status_code == 403


def test_the_list_is_saved_as_csv_and_xlsx(reader: Client) -> None:
    saved = reader.get(PATH + "save/csv/")
    rows = list(csv.reader(io.StringIO(saved.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Theme", "Terms", "Texts", "Share"]
    assert (rows[1][0], rows[1][2], rows[2][2]) == ("Slow delivery", "6", "3")
    assert "081-555" not in saved.content.decode()
    assert "themes-2026-11-09" in saved.headers["Content-Disposition"]
    assert reader.get(PATH + "save/xlsx/").content[:2] == b"PK"
    assert reader.get(PATH + "save/pdf/").status_code == 404


def test_before_there_are_themes_it_says_how_many_texts_are_needed(sign_in: SignIn) -> None:
    reader = sign_in()
    assert "60 texts are needed" in page(reader, PATH)
    run = ThemeRun.objects.create(week=WEEK, weeks=12, texts=17, themed=0, computed_at=NOW)
    assert "at least 60 texts in 12 weeks that are over; there are 17. What came this week counts" in page(reader, PATH)
    ThemeRun.objects.filter(pk=run.pk).update(texts=90)
    assert "too few of them share words" in page(reader, PATH)
    assert reader.get(PATH + "save/csv/").status_code == 200


def test_who_was_forgotten_is_not_quoted(reader: Client) -> None:
    customer = world.customer()
    quote = ThemeText.objects.filter(theme_week__run__week=WEEK, theme_week__theme__key="a")[0].signal
    quote.customer = customer
    quote.save()
    assert page(reader, PATH).count("<q ") == 6
    customer.delete()
    assert page(reader, PATH).count("<q ") == 5


def test_the_page_costs_the_same_however_many_themes_there_are(reader: Client) -> None:
    def grow() -> None:
        for number in range(12):
            theme(f"more{number}")

    assert_constant_queries(lambda: page(reader, PATH), grow=grow)
    assert count_queries(lambda: page(reader, PATH)) <= MOST_QUERIES


def test_the_texts_of_nothing_are_not_found(reader: Client) -> None:
    known = Theme.objects.get(key="a").pk
    for odd in (f"{known}/texts/", f"{known}/texts/?week={WEEK}&tone=angry", f"{known + 100}/texts/?week={WEEK}"):
        assert reader.get(PATH + odd).status_code == 404
