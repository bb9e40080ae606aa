"""Customer value says what it is made of, how good it is, and whom to call first."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from samphan.accounts.policies import POLICY, Role
from samphan.insights.rules.proof import model_fit_value
from samphan.insights.rules.worth import no_value
from tests import world
from tests.budget import assert_constant_queries
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SAID = (
    *("อรุณี", "฿3,888", "฿2,100 – ฿9,100", "38%", "Away longer than usual", "Seen together", "Late delivery"),
    *("Said by the customer", "Call about the open case", "since 2 Nov 2026"),
)
PATH, LIST = "/insights/value/", "/insights/value/at-risk/"


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return an agent who reads English, with every figure in a good state."""
    figures.store(**figures.every_figure())
    return sign_in(Role.AGENT)


def test_value_is_called_revenue_until_a_margin_is_known(reader: Client) -> None:
    assert "This is revenue, not profit" in page(reader, PATH)
    figures.store(clv=figures.clv(margin=35))
    assert "This is margin: 35% of sales." in page(reader, PATH)


def test_the_model_names_itself_and_its_record(reader: Client) -> None:
    shown = page(reader, PATH)
    assert "Model: MBG/NBD, version 3." in shown
    for words in ("Simplest guess", "0.912", "0.744", "−3.1%", "0.021"):
        assert words in shown
    figures.store(clv=figures.clv(detected=False))
    assert "No attrition detectable yet, so nobody is counted as lost." in page(reader, PATH)


def test_too_few_show_no_value(reader: Client) -> None:
    figures.store(clv=figures.clv() | {"n": 12, "shown": "counts"})
    shown = page(reader, PATH)
    assert "Only 12: too few for a rate; 30 are needed." in shown
    assert "฿12,430,000" not in shown


def test_a_model_no_backtest_speaks_of_has_no_record_to_open(reader: Client) -> None:
    figures.store(clv=figures.clv(detected=False) | {"checks": {}})
    shown = page(reader, PATH)
    assert "clv-quality" not in shown
    assert "risk-quality" in shown


@pytest.mark.parametrize(
    ("note", "said"), [("no_model", "A model needs ten customers"), ("no_spend", "What customers will spend cannot be")]
)
def test_what_cannot_be_valued_says_what_is_missing_and_never_zero(reader: Client, note: str, said: str) -> None:
    unknown = no_value(120, note=note)
    risk = figures.risk() | {"expected_loss_satang": None} if note == "no_spend" else unknown
    figures.store(clv=unknown, risk=risk, model_fit=model_fit_value([], None) | {"note": "no_model"})
    shown = page(reader, PATH)
    assert said in shown
    assert "Not computed yet" not in shown
    assert "฿0" not in shown
    if note == "no_spend":
        assert "quiet for longer than usual: not known yet" in shown


def test_a_bar_leads_to_its_customers(reader: Client) -> None:
    assert "/insights/value/bin/clv/?period=12m&amp;low=0&amp;high=100000" in page(reader, PATH)
    figures.score(world.customer("อรุณี"), clv_satang=50_000, churn_risk=1.0)
    assert "อรุณี" in page(reader, "/insights/value/bin/clv/?low=0&high=100000")
    assert "อรุณี" not in page(reader, "/insights/value/bin/clv/?low=100000&high=200000")
    assert "อรุณี" in page(reader, "/insights/value/bin/risk/?low=0.9&high=1.0"), "the last bin holds the certain"


@pytest.mark.parametrize(
    "path", ["bin/clv/", "bin/spend/?low=1", "bin/risk/?low=x", "bin/clv/?low=1e300", "bin/clv/?low=nan"]
)
def test_a_bin_nobody_drew_is_not_found(reader: Client, path: str) -> None:
    assert reader.get(PATH + path).status_code == 404


def test_the_list_says_who_why_and_what_to_do(reader: Client) -> None:
    figures.score(world.customer("อรุณี"))
    for path in (PATH, LIST):
        shown = page(reader, path)
        for words in SAID:
            assert words in shown, words


def test_nothing_is_advised_where_nothing_speaks_for_it(reader: Client) -> None:
    figures.score(world.customer(), action="none", reasons=[], evidence={}, alive_probability=None)
    shown = page(reader, LIST)
    assert "none" not in shown.split("<tbody>")[1].split("</tbody>")[0]
    assert "Not known" in shown


def test_a_code_nobody_named_is_shown_as_itself(reader: Client) -> None:
    odd = [{"code": "moon_phase", "kind": "astrology", "weight": 1}]
    figures.score(world.customer(), action="send_flowers", reasons=odd, evidence={"oracle": 3})
    shown = page(reader, LIST)
    for words in ("moon_phase", "astrology", "send_flowers"):
        assert words in shown
    assert "oracle" not in shown


def test_the_list_pages_by_key_and_costs_the_same(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        figures.score(world.customer(), expected_loss_satang=1000 + number)
    first = page(reader, LIST)
    assert first.count("data-row") == 50
    after = first.split("after=")[1].split('"')[0]
    second = page(reader, f"{LIST}?after={after}")
    assert second.count("data-row") == 10
    with django_assert_max_num_queries(12):
        page(reader, f"{LIST}?after={after}")
    assert_constant_queries(lambda: page(reader, LIST), grow=lambda: figures.score(world.customer()))


@pytest.mark.parametrize("after", ["x", "-1", "0", "9" * 30, "²"])
def test_a_place_in_the_list_that_cannot_be_begins_it_anew(reader: Client, after: str) -> None:
    figures.score(world.customer("อรุณี"))
    assert "อรุณี" in page(reader, f"{LIST}?after={after}")


def test_the_last_of_a_page_whose_value_is_not_known_any_more_begins_it_anew(reader: Client) -> None:
    figures.score(world.customer("อรุณี"))
    gone = figures.score(world.customer(), expected_loss_satang=None)
    assert "อรุณี" in page(reader, f"{LIST}?after={gone.customer_id}")


def test_an_empty_list_says_why(reader: Client) -> None:
    nobody = "Nobody is at risk: no customer has been quiet for longer than usual."
    assert nobody in page(reader, LIST)
    assert nobody in page(reader, PATH)
    figures.store(clv=no_value(120, note="no_spend"))
    for path in (LIST, PATH):
        shown = page(reader, path)
        assert nobody not in shown
        assert "What customers will spend cannot be told yet" in shown


def test_a_risk_nobody_has_says_what_it_needs_beside_customers_that_are_counted(reader: Client) -> None:
    figures.store(risk=figures.risk() | {"n": 0, "shown": "suppressed", "bins": []})
    for path in (PATH, LIST):
        shown = page(reader, path)
        assert "Too few customers for a model of who comes back." in shown
        assert "Nobody is at risk" not in shown


def test_beyond_the_last_page_there_is_nothing(reader: Client) -> None:
    last = figures.score(world.customer())
    assert reader.get(f"{LIST}?after={last.customer_id}").status_code == 404


def test_the_whole_list_is_saved_by_leads_and_analysts_and_not_by_agents(sign_in: SignIn) -> None:
    figures.store(**figures.every_figure())
    figures.score(world.customer("อรุณี"))
    for role, may in ((Role.AGENT, False), (Role.ANALYST, True), (Role.MANAGER, True)):
        client = sign_in(role)
        for path in (PATH, LIST):
            assert ("/insights/value/at-risk/csv/" in page(client, path)) is may, (role, path)
        answer = client.get(LIST + "csv/")
        assert answer.status_code == (200 if may else 403)
        assert ("อรุณี" in answer.getvalue().decode()) is may


def test_names_are_only_for_those_who_may_know_customers(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    figures.score(world.customer("อรุณี"))
    monkeypatch.setitem(POLICY, "customers.read", frozenset({Role.OWNER}))
    assert "อรุณี" not in page(reader, PATH)
    for path in (LIST, LIST + "csv/", PATH + "bin/clv/?low=0", "/insights/behaviour/customers/?attitude=detractor"):
        assert reader.get(path).status_code == 403, path


def test_how_good_the_model_is_is_drawn_and_its_bars_lead_to_their_customers(reader: Client) -> None:
    shown = page(reader, PATH)
    assert shown.count("data-chart") == 5
    assert "3,166 of 7,969 customers have not come back (bars); the model says 3,162 (lines)." in shown
    assert "it expected 1,203 returns, and 1,180 came (+" in shown
    assert "/insights/value/bin/frequency/?period=12m&amp;low=0&amp;high=1" in shown
    figures.score(world.customer("อรุณี"), frequency=7)
    assert "อรุณี" in page(reader, "/insights/value/bin/frequency/?low=7")
    assert "อรุณี" not in page(reader, "/insights/value/bin/frequency/?low=6&high=7")


def test_a_branch_is_told_that_one_model_speaks_for_all(reader: Client) -> None:
    branch = world.branch()
    figures.store(scope=f"branch:{branch.pk}", **{k: v for k, v in figures.every_figure().items() if k != "model_fit"})
    shown = page(reader, f"{PATH}?branch={branch.pk}")
    assert "One model speaks for the whole firm" in shown
    assert "See all branches" in shown


def test_a_short_history_has_bars_and_no_track(reader: Client) -> None:
    figures.store(model_fit=figures.model_fit(track=False))
    shown = page(reader, PATH)
    assert shown.count("data-chart") == 3
    assert shown.count("The history is too short to hold some of it back.") == 2


def test_who_goes_along_with_a_fact_is_listed(reader: Client) -> None:
    figures.score(world.customer("อรุณี"))
    assert "อรุณี" in page(reader, "/insights/value/reason/gap_ratio/")
    assert "อรุณี" not in page(reader, "/insights/value/reason/spend/")
