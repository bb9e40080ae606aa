"""What rules may ask about a customer: value, risk and history, as stored when the rule is asked."""

from datetime import timedelta
from typing import Any

import pytest

from samphan.automation import selectors, services
from samphan.automation.facts import SCHEMA, known_facts
from samphan.automation.rules import evaluate, parse_tree
from samphan.cases import services as cases
from samphan.insights.models import CustomerScore
from samphan.promises.models import Clock
from samphan.signals.models import Signal
from samphan.signals.rules import Submission
from tests import world
from tests.budget import count_queries

pytestmark = pytest.mark.django_db
NOW = world.NOW
COSTLY = {"open_cases", "cases_in_year", "late_in_year", "value_baht", "last_unhappy_at"}


def known_customer() -> Submission:
    world.organisation()
    services.seed_installation(now=NOW)
    person = world.customer()
    CustomerScore.objects.create(
        customer=person,
        frequency=3,
        recency_days=100,
        age_days=200,
        expected_orders=2.0,
        clv_satang=1_234_500,
        churn_risk=0.456,
        expected_loss_satang=500_000,
        segment="cannot_lose",
        computed_at=NOW,
    )
    for days, codes in ((400, ()), (200, ("request_resolve",)), (2, ())):
        new = cases.NewCase(kind="request", title="x", customer_id=person.pk, promise_codes=codes)
        cases.open_case(new=new, now=NOW - timedelta(days=days))
    Clock.objects.update(breached_at=NOW - timedelta(days=199))
    Signal.objects.create(
        submission_kind="response",
        submission_id=1,
        field="q",
        type="rating",
        scale="nps",
        score=2,
        source="test",
        customer=person,
        occurred_at=NOW,
    )
    return Submission(kind="response", id=1)


def test_value_risk_and_history_are_facts_a_rule_decides_by() -> None:
    submission = known_customer()
    facts = selectors.submission_facts(submission=submission, now=NOW)
    expected = {
        "value_baht": 12_345.0,
        "risk_percent": 45.6,
        "loss_baht": 5_000.0,
        "segment": "cannot_lose",
        "open_cases": 3,
        "cases_in_year": 2,
        "late_in_year": 1,
    }
    assert {name: facts[name] for name in expected} == expected
    assert expected.items() <= known_facts(facts).items()

    def takes(condition: dict[str, Any]) -> bool:
        body = {"branches": [{"id": "a", "when": condition, "then": []}]}
        return evaluate(parse_tree(body), facts, NOW).path == ("a",)

    assert takes({"and": [{">=": [{"var": "value_baht"}, 10_000]}, {">=": [{"var": "risk_percent"}, 40]}]})
    assert takes({"in": [{"var": "segment"}, ["cannot_lose", "loyal"]]})
    assert not takes({">=": [{"var": "cases_in_year"}, 3]})


def test_a_customer_without_scores_has_no_value_and_fits_no_limit() -> None:
    submission = known_customer()
    CustomerScore.objects.all().delete()
    facts = selectors.submission_facts(submission=submission, now=NOW)
    assert facts["value_baht"] is None
    assert facts["cases_in_year"] == 2
    body = {"branches": [{"id": "a", "when": {"<": [{"var": "value_baht"}, 100]}, "then": []}]}
    assert evaluate(parse_tree(body), facts, NOW).path == ()


def test_what_costs_a_query_is_looked_up_only_when_asked() -> None:
    known_customer()

    def read(fields: set[str]) -> list[dict[str, object]]:
        pages = selectors.past_submissions(
            tree_code="feedback",
            fields=fields,
            since=NOW - timedelta(days=1),
            until=NOW + timedelta(days=1),
            now=NOW,
        )
        return [facts for _last, page in pages for facts in page]

    assert set(SCHEMA) <= read(set())[0].keys()
    assert count_queries(lambda: read(COSTLY)) == count_queries(lambda: read(set())) + len(COSTLY)
