"""The screens of Insights, filled with every figure, are quiet, accessible and inside their width in every look."""

from datetime import timedelta

import pytest

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.customers.models import Customer
from samphan.insights.models import Refresh, Theme
from samphan.insights.services import refresh_figures
from samphan.insights.services.engine import refresh_themes
from samphan.kit import clock
from tests import world
from tests.browser.conftest import OpenHouse
from tests.browser.house import FEW_LOOKS
from tests.insights.texts import DELIVERY, STAFF, say, write
from tests.web import figures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.looks]
PATHS = (
    "/insights/retention/",
    "/insights/retention/?grid=unbounded",
    "/insights/retention/cohort/",
    "/insights/value/",
    "/insights/value/at-risk/",
    "/insights/value/bin/clv/?low=0",
    "/insights/behaviour/",
    "/insights/drivers/",
    "/insights/topics/",
    "/insights/topics/texts/?topic=wait_time&tone=negative",
    "/insights/themes/",
    "/insights/economics/",
    "/insights/how/",
)


def furnished() -> tuple[User, Customer]:
    """Return an owner and a customer with a score, in a firm with every figure."""
    world.organisation()
    figures.store(**figures.every_figure())
    figures.fitted()
    for number in range(12):
        customer = world.customer()
        figures.order(customer, clock.now().date())
        figures.score(customer, expected_loss_satang=100_000 + number)
    furnish_texts()
    return world.user(Role.OWNER), customer


def furnish_texts() -> None:
    """Have customers write about two things for two weeks, and count how."""
    said = clock.now() - timedelta(days=9)
    for back in range(2):
        write(DELIVERY, 45, said - timedelta(weeks=back), sentiment="negative")
        write(STAFF, 45, said - timedelta(weeks=back), sentiment="positive")
    for tone in ("negative", "negative", "question", "neutral", "positive") * 8:
        say("รอนานแค่ไหน", said, sentiment=tone, topics={"wait_time": tone})
    refresh_figures(now=clock.now())
    refresh_themes(now=clock.now())


def test_every_filled_screen_is_healthy(open_house: OpenHouse) -> None:
    owner, customer = furnished()
    for language, theme, width in FEW_LOOKS:
        with open_house(user=owner, language=language, theme=theme, width=width) as seen:
            for path in (*PATHS, f"/customers/{customer.pk}/"):
                seen.go(path)
                try:
                    seen.assert_healthy()
                except AssertionError as failure:
                    raise AssertionError(f"{path} {language} {theme} {width}: {failure}") from failure


def test_a_failed_computation_is_told_in_every_look(open_house: OpenHouse) -> None:
    owner, _customer = furnished()
    Refresh.objects.create(asked_at=clock.now(), finished_at=clock.now(), is_running=False, failure="disk")
    for language, theme, width in FEW_LOOKS:
        with open_house(user=owner, language=language, theme=theme, width=width) as seen:
            assert seen.go("/insights/retention/").locator(".notice.warn").is_visible()
            seen.assert_healthy()


def test_a_reader_goes_from_a_number_to_its_rows_and_to_its_method(open_house: OpenHouse) -> None:
    owner, _customer = furnished()
    with open_house(user=owner, language="en") as visit:
        page = visit.go("/insights/value/")
        page.locator("[data-chart][data-drawn=yes]").nth(1).wait_for()
        assert page.locator("figure.chart .drawn path").count() > 10
        page.get_by_text("Show the numbers").first.click()
        page.locator("#chart-clv table a").first.click()
        page.wait_for_url("**/insights/value/bin/clv/**")
        page.go_back()
        page.get_by_role("link", name="How this is computed").first.click()
        page.wait_for_url("**/insights/how/#clv")
        assert page.locator("#clv h2").is_visible()
        visit.assert_healthy()


def test_a_chart_is_saved_from_the_page(open_house: OpenHouse) -> None:
    owner, _customer = furnished()
    with open_house(user=owner, language="th") as visit:
        page = visit.go("/insights/retention/")
        with page.expect_download() as saved:
            page.locator("#chart-churn .files a", has_text="XLSX").click()
        assert saved.value.suggested_filename.startswith("churn-12m-")
        visit.assert_quiet()


def test_a_refused_margin_keeps_what_was_typed(open_house: OpenHouse) -> None:
    owner, _customer = furnished()
    with open_house(user=owner, language="en") as visit:
        page = visit.go("/insights/economics/")
        page.get_by_label("Margin, % of sales").fill("350")
        page.get_by_label("Winning one customer costs, baht").fill("900")
        page.get_by_label("Keeping one customer a year costs, baht").fill("120")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Nothing is saved yet.").wait_for()
        visit.complaints.clear()  # the browser logs the very refusal we asked for
        assert page.get_by_label("Margin, % of sales").input_value() == "350"
        visit.assert_accessible()


def test_a_theme_is_named_where_it_stands_and_its_texts_are_one_click_away(open_house: OpenHouse) -> None:
    owner, _customer = furnished()
    with open_house(user=owner, language="en") as visit:
        page = visit.go("/insights/themes/")
        card = page.locator("article.theme").first
        card.get_by_text("Name this theme").click()
        card.get_by_label("Name in English").fill("Late parcels")
        card.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Late parcels").wait_for()
        assert Theme.objects.filter(name_en="Late parcels").count() == 1
        count = int(page.locator("article.theme .size b").first.inner_text())
        page.locator("article.theme .size a").first.click()
        page.wait_for_url("**/texts/**")
        assert page.locator(".written tbody tr").count() == count
        visit.assert_healthy()
