"""Topics by tone: shares with their certainty, changes, and the texts behind every cell."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.insights import services
from samphan.surveys.models import Purpose, Response, Survey
from tests import world
from tests.budget import assert_constant_queries, count_queries
from tests.insights.texts import say
from tests.web.conftest import SignIn, page
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PATH = "/insights/topics/"
MOST_QUERIES = 14
AT = NOW - timedelta(days=5)


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return an owner who reads English, in a firm whose customers wrote this year and the year before."""
    for at, (negative, positive) in ((AT, (30, 10)), (AT - timedelta(days=365), (5, 35))):
        for tone in ["negative"] * negative + ["positive"] * positive:
            say("รอนานมาก", at, sentiment=tone, topics={"wait_time": tone})
    for _ in range(6):
        say("พนักงานดี", AT, sentiment="positive", topics={"staff": "positive"}, channel="email")
    for _ in range(3):
        say("แพงไหม", AT, sentiment="question", topics={"price": "question"}, channel="line")
    for _ in range(5):
        say("สะอาด", AT, sentiment="positive", topics={"hygiene": "positive"}, branch=world.branch())
    say("ขอบคุณ", AT, sentiment="unknown")
    services.refresh_figures(now=NOW)
    return sign_in()


def cells(shown: str) -> list[tuple[str, str]]:
    """Return (address, figure) of each cell of the table that leads to texts."""
    found = re.findall(r'<td class="sq [^"]*"[^>]*><a href="([^"]*)"[^>]*><b>([^<]*)</b>', shown)
    return [(unescape(href), text) for href, text in found]


def test_shares_stand_with_interval_number_and_change(reader: Client) -> None:
    shown = page(reader, PATH)
    assert "Waiting time" in shown
    assert "<b>75%</b>" in shown
    assert "60–86% · 30" in shown
    assert "+62 pt" in shown
    assert "A change: chance alone would rarely do that" in shown
    assert "Spoken of badly most often: Waiting time, 75% of 40 texts (95% interval 60% to 86%)." in shown


def test_few_texts_show_counts_and_very_few_nothing(reader: Client) -> None:
    shown = page(reader, PATH)
    staff = shown[shown.index(">Staff<") : shown.index(">Price<")]
    assert "<b>6</b>" in staff
    assert "of 6" in staff
    assert "%" not in re.sub(r"<[^>]*>", "", staff)
    assert "Fewer than 5" in shown[shown.index(">Price<") :]


def test_every_cell_lists_as_many_texts_as_it_counts(reader: Client) -> None:
    table = csv.reader(io.StringIO(reader.get("/insights/charts/tones/csv/").content.decode("utf-8-sig")))
    counts = {(row[0], row[1]): row[2] for row in list(table)[1:]}
    checked = 0
    for href, _figure in cells(page(reader, PATH)):
        listed = page(reader, href)
        heading = unescape(re.findall(r"<h1[^>]*>(.*?)</h1>", listed)[0])
        assert str(listed.count("<tr><td")) == counts[tuple(heading.split(" · "))]
        checked += 1
    assert checked >= 8


def test_a_channel_and_a_branch_narrow_the_table(reader: Client) -> None:
    shown = page(reader, PATH + "?channel=email")
    assert "E-mail" in shown
    assert "Waiting time" not in shown[shown.index("<table") :]
    assert "channel=email" in cells(shown)[0][0]
    here = page(reader, f"{PATH}?branch={world.branch().pk}")
    assert "Cleanliness" in here
    assert "Waiting time" not in here[here.index("<table") :]
    assert "Waiting time" in page(reader, PATH + "?channel=<script>")


def test_it_says_which_model_read_and_what_could_not_be_read(reader: Client) -> None:
    shown = page(reader, PATH)
    assert "Read by model model-1." in shown
    assert "1 text could not be read and is not in the table." in shown


def test_before_anything_is_read_it_says_so(sign_in: SignIn) -> None:
    reader = sign_in()
    assert "have not been computed yet" in page(reader, PATH)
    services.refresh_figures(now=NOW)
    assert "No text of this period was read yet." in page(reader, PATH)


def test_texts_are_listed_without_personal_data_and_lead_to_the_answer(reader: Client) -> None:
    survey = Survey.objects.create(
        purpose=Purpose.RELATIONSHIP, name_th="n", name_en="n", created_at=NOW, updated_at=NOW
    )
    response = Response.objects.create(survey=survey, answered_at=AT)
    said = "โทรกลับ 081-555-1234 ด้วย"
    say(said, AT, sentiment="negative", topics={"contact": "negative"}, submission_id=response.pk)
    services.refresh_figures(now=NOW)
    shown = page(reader, PATH + "texts/?topic=contact&tone=negative")
    assert "081-555-1234" not in shown
    assert "โทรกลับ" in shown
    answer = f"/surveys/{survey.pk}/?from={response.pk}"
    assert answer in shown
    assert reader.get(answer).status_code == 200


@pytest.mark.parametrize("query", ["", "?topic=", "?topic=price&tone=angry", f"?topic={'x' * 61}"])
def test_an_address_nobody_made_is_not_found(reader: Client, query: str) -> None:
    assert reader.get(PATH + "texts/" + query).status_code == 404


def test_the_pages_cost_the_same_however_much_was_written(reader: Client) -> None:
    def grow() -> None:
        for n in range(40):
            say("อีก", AT, sentiment="negative", topics={f"topic_{n}": "negative", "price": "negative"})
        services.refresh_figures(now=NOW)

    rows = PATH + "texts/?topic=price"
    assert_constant_queries(lambda: (page(reader, PATH), page(reader, rows)), grow=grow)
    assert count_queries(lambda: page(reader, PATH)) <= MOST_QUERIES
    assert count_queries(lambda: page(reader, rows)) <= MOST_QUERIES


def test_everybody_who_reads_insights_reads_topics(sign_in: SignIn) -> None:
    assert all(sign_in(role).get(PATH).status_code == 200 for role in Role)
