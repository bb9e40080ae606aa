"""Wait steps in the editor: typed, shown in words, kept when the form has no words for them, removed."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from samphan.automation.models import RuleTreeVersion, Trace, WaitStep
from samphan.cases.models import Case
from samphan.cases.services import NewCase, open_case
from samphan.kit import clock
from tests.web.rules.furnished import active, draft, save, seen

pytestmark = pytest.mark.django_db
STEP = {"w0-hours": "4", "w0-if": "not_contacted", "w0-priority": "1", "w0-tags": "late", "w0-notify": ["managers"]}


def form(**changes: object) -> dict[str, object]:
    return {**seen(), "do": "save", "name_en": "Everything", "groups": "1", "g0-mode": "all", "g0-rows": "0", **changes}


def then(version: RuleTreeVersion, branch_id: str = "unhappy") -> list[dict[str, object]]:
    version.refresh_from_db()
    found = next(branch for branch in version.body["branches"] if branch["id"] == branch_id)
    return [action for action in found["then"] if action["do"] == "wait"]


def test_a_step_is_typed_shown_and_removed(lead: Client) -> None:
    version = draft()
    address = f"/rules/{version.pk}/branches/unhappy/"
    assert "And later" in lead.get(address).content.decode()
    assert lead.post(address, form(opens_case="on", **STEP)).status_code == 302
    assert then(version) == [
        {
            "do": "wait",
            "minutes": 240,
            "if": {"==": [{"var": "is_contacted"}, False]},
            "priority": 1,
            "tags": ["late"],
            "notify": ["managers"],
        }
    ]
    words = (
        "4 hours of working time later, if nobody has reached the customer: "
        "set the priority to Urgent, add the tag late, tell all managers"
    )
    tree = lead.get(f"/rules/{version.pk}/").content.decode()
    assert tree.count(words) == 2  # on its card, and as a change against the version in use
    again = lead.get(address).content.decode()
    assert 'name="w0-hours" type="text" value="4"' in again
    assert 'name="w1-hours"' in again  # room for another
    lead.post(address, form(opens_case="on"))
    assert then(version) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"w0-hours": "many"}, "Write the hours as a number"),
        ({"w0-hours": "0"}, "Write the hours as a number"),
        ({"w0-hours": "721"}, "Write the hours as a number"),
        ({"w0-hours": "nan"}, "Write the hours as a number"),
        ({"w0-priority": "", "w0-tags": " ", "w0-notify": []}, "Choose what is done then"),
        ({"w0-if": "rain"}, "Choose one from the list."),
        ({"w0-if": "as_it_is", "w0-kept": "{"}, "Choose one from the list."),
        ({"w0-notify": ["everybody"]}, "Choose one from the list."),
        ({"w0-tags": "x" * 41}, "A tag has at most 40 characters."),
    ],
)
def test_a_mistake_stands_beside_the_step(lead: Client, changes: dict[str, object], words: str) -> None:
    version = draft()
    answer = lead.post(f"/rules/{version.pk}/branches/unhappy/", form(**{**STEP, **changes}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert then(version) == []


def test_a_question_the_form_has_no_words_for_is_kept(lead: Client) -> None:
    version = draft()
    asks = {"and": [{"==": [{"var": "is_waiting"}, False]}, {">=": [{"var": "tries"}, 2]}]}
    step = {"do": "wait", "minutes": 90, "if": asks, "priority": None, "tags": ["call"], "notify": []}
    body = {"branches": [{"id": "unhappy", "when": True, "then": [{"do": "open_case"}, step]}]}
    save(active(), body)
    page = lead.get(f"/rules/{version.pk}/branches/unhappy/").content.decode()
    kept = re.search(r'name="w0-kept" value="([^"]+)"', page)
    assert kept is not None
    assert "tries to reach the customer" in page
    assert "90 minutes of working time later" in lead.get(f"/rules/{version.pk}/").content.decode()
    typed = {"w0-hours": "1.5", "w0-if": "as_it_is", "w0-kept": kept[1].replace("&#34;", '"'), "w0-tags": "call"}
    lead.post(f"/rules/{version.pk}/branches/unhappy/", form(opens_case="on", **typed))
    assert then(version) == [step]


def test_a_case_shows_what_its_rule_waits_for_and_what_became_of_it(lead: Client) -> None:
    case = open_case(new=NewCase(kind="request", title="รอนาน", customer_id=None), now=clock.now())
    trace = Trace.objects.create(
        version=active(), submission_kind="response", submission_id=1, path=["unhappy"], evaluated_at=clock.now()
    )
    Case.objects.filter(pk=case.pk).update(trace_id=trace.pk)
    for position, state in enumerate(("waiting", "acted", "not_needed", "cancelled")):
        WaitStep.objects.create(
            trace=trace,
            case=case,
            tree_branch="unhappy",
            position=position,
            step={"do": "wait", "minutes": 60, "if": True, "priority": 1, "tags": [], "notify": []},
            started_at=clock.now(),
            due_at=clock.now() + timedelta(hours=1),
            state=state,
        )
    page = lead.get(f"/cases/{case.pk}/").content.decode()
    assert page.count("1 hour of working time later, if the case is still open: set the priority to Urgent") == 4
    for words in ("What the rule waits for", ">Done<", ">Not needed<", ">Cancelled<"):
        assert words in page
