"""The rules screen: read by everybody, edited by leads on a draft, tried on the past, put in use."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.automation.models import RuleTree, RuleTreeVersion, Trace
from samphan.automation.rules import evaluate, parse_tree
from samphan.kit import clock
from samphan.promises.models import Promise
from tests import world
from tests.web.rules.furnished import active, draft, save, seen, signed_in

pytestmark = pytest.mark.django_db


def names(version: RuleTreeVersion) -> list[str]:
    version.refresh_from_db()
    return [branch["id"] for branch in version.body["branches"]]


def one_row(**changes: object) -> dict[str, object]:
    """Return a posted branch form with one question."""
    return {
        **seen(),
        "do": "save",
        "name_th": "สาขาใหม่",
        "name_en": "Renamed",
        "groups": "1",
        "g0-mode": "all",
        "g0-rows": "1",
        "g0-r0-field": "score",
        "g0-r0-operator": "le",
        "g0-r0-value": "3",
        "opens_case": "on",
        "kind": "feedback",
        "priority": "2",
        "team": "",
        "promises": ["feedback_follow_up"],
        "skills": "installation, english",
        "tags": "vip, vip, late",
        "notify": ["managers"],
        **changes,
    }


def test_the_list_names_the_trees_and_what_they_caught(lead: Client) -> None:
    hit = {"version": active(), "facts": {}, "evaluated_at": clock.now(), "submission_kind": "response"}
    Trace.objects.create(submission_id=1, path=["unhappy", "unhappy_very"], **hit)
    Trace.objects.create(submission_id=2, path=[], **hit)
    page = lead.get("/rules/").content.decode()
    assert "Customer feedback" in page
    assert "1 of 2 signals took a branch" in page


def test_without_trees_the_list_says_so(lead: Client) -> None:
    RuleTree.objects.all().delete()
    assert "There are no rules yet" in lead.get("/rules/").content.decode()
    lead.post("/rules/start/")
    assert "Customer feedback" in lead.get("/rules/").content.decode()


def test_the_tree_is_drawn_in_sentences_with_its_hits(lead: Client) -> None:
    old = clock.now() - timedelta(days=31)
    hit = {"version": active(), "facts": {}, "submission_kind": "response", "path": ["asks_contact"]}
    Trace.objects.create(submission_id=1, evaluated_at=clock.now(), **hit)
    Trace.objects.create(submission_id=2, evaluated_at=old, **hit)
    page = lead.get(f"/rules/{active().pk}/").content.decode()
    assert "number of orders is 5 or more" in page
    assert "Open a case: Feedback" in page
    assert page.count("<b>1</b>") == 1
    assert "Edit as a draft" in page


@pytest.mark.parametrize("role", [Role.AGENT, Role.ANALYST])
def test_others_read_but_are_offered_no_change(lead: Client, role: Role) -> None:
    version = draft()
    page = signed_in(role).get(f"/rules/{version.pk}/").content.decode()
    assert "Unhappy customer" in page
    for offered in ("Put in use", "Discard", "Add a branch", "Edit “"):
        assert offered not in page


def test_a_version_nobody_made_is_not_found(lead: Client) -> None:
    assert lead.get("/rules/999999/").status_code == 404
    assert lead.get(f"/rules/{draft().pk}/branches/nothing/").status_code == 404


def test_editing_starts_one_draft_and_goes_on_with_it(lead: Client) -> None:
    first = lead.post(f"/rules/{active().pk}/draft/")
    second = lead.post(f"/rules/{active().pk}/draft/")
    assert first.url == second.url
    assert RuleTreeVersion.objects.filter(tree__code="feedback").count() == 2


def test_a_version_in_use_is_never_edited(lead: Client) -> None:
    version, before = active(), active().body
    assert lead.get(f"/rules/{version.pk}/branches/unhappy/").status_code == 409
    for path in ("branches/unhappy/", "branches/unhappy/move/", "branches/unhappy/remove/", "branches/", "discard/"):
        assert lead.post(f"/rules/{version.pk}/{path}", one_row()).status_code == 409
    assert active().body == before
    assert RuleTreeVersion.objects.count() == 2


def test_a_branch_is_saved_from_its_form(lead: Client) -> None:
    version = draft()
    assert lead.get(f"/rules/{version.pk}/branches/unhappy/").status_code == 200
    assert lead.post(f"/rules/{version.pk}/branches/unhappy/", one_row()).status_code == 302
    version.refresh_from_db()
    saved = version.body["branches"][1]
    assert saved["name_en"] == "Renamed"
    assert saved["when"] == {"<=": [{"var": "score"}, 3]}
    assert saved["then"] == [
        {
            "do": "open_case",
            "kind": "feedback",
            "priority": 2,
            "promises": ["feedback_follow_up"],
            "skills": ["installation", "english"],
        },
        {"do": "tag", "tag": "vip"},
        {"do": "tag", "tag": "late"},
        {"do": "notify", "who": "managers"},
    ]
    assert [child["id"] for child in saved["branches"]] == ["unhappy_loyal", "unhappy_very"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name_th": " ", "name_en": ""}, "Give the branch a name"),
        ({"name_en": "x" * 121}, "At most 120 characters"),
        ({"g0-r0-value": "three"}, "Write a number"),
        ({"kind": "order"}, "Choose one from the list"),
        ({"priority": "9"}, "Choose one from the list"),
        ({"team": "77"}, "This team does not exist any more"),
        ({"promises": ["gone"]}, "not in use any more"),
        ({"tags": "x" * 41}, "A tag has at most 40 characters"),
        ({"notify": ["everybody"]}, "Choose one from the list"),
    ],
)
def test_a_mistake_is_shown_and_nothing_is_saved(lead: Client, changes: dict[str, object], words: str) -> None:
    version = draft()
    answer = lead.post(f"/rules/{version.pk}/branches/unhappy/", one_row(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Nothing is saved yet" in answer.content.decode()
    version.refresh_from_db()
    assert version.body == active().body


def test_rows_change_without_javascript_and_keep_what_was_typed(lead: Client) -> None:
    version = draft()
    page = lead.post(
        f"/rules/{version.pk}/branches/unhappy/", one_row(do="add-row:0", name_en="Typed")
    ).content.decode()
    assert 'value="Typed"' in page
    assert 'name="g0-r1-field"' in page
    version.refresh_from_db()
    assert version.body == active().body


def test_htmx_gets_the_form_alone(lead: Client) -> None:
    answer = lead.post(
        f"/rules/{draft().pk}/branches/unhappy/",
        one_row(do="refresh", **{"g0-r0-field": "topics"}),
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "<html" not in answer
    assert ">Delivery<" in answer


def test_a_recipe_goes_first_into_the_draft_with_the_promises_in_use(lead: Client) -> None:
    version = save(draft(), {"branches": []})
    Promise.objects.filter(code="feedback_follow_up").update(is_active=False)
    page = lead.get(f"/rules/{version.pk}/").content.decode()
    assert '<details class="card recipes" open>' in page
    for code in ("danger", "loyal"):
        lead.post(f"/rules/{version.pk}/recipes/{code}/", seen())
    version.refresh_from_db()
    assert [branch["name_en"][:9] for branch in version.body["branches"]] == ["A regular", "Danger: m"]
    assert version.body["branches"][0]["then"][0]["promises"] == ["feedback_resolve"]
    assert lead.post(f"/rules/{version.pk}/recipes/nothing/", seen()).status_code == 404


def test_branches_are_added_moved_and_removed(lead: Client) -> None:
    version = draft()
    made = lead.post(f"/rules/{version.pk}/branches/", {"parent": ""} | seen())
    new_id = made.url.rstrip("/").rsplit("/", 1)[1]
    assert names(version)[-1] == new_id
    lead.post(f"/rules/{version.pk}/branches/{new_id}/move/", {"direction": "up"} | seen())
    assert names(version)[-2] == new_id
    lead.post(f"/rules/{version.pk}/branches/urgent/move/", {"direction": "up"} | seen())
    assert names(version)[0] == "urgent"
    tree = lead.post(f"/rules/{version.pk}/branches/unhappy/remove/", seen(), headers={"HX-Request": "true"})
    assert '<div id="tree"' in tree.content.decode()
    assert "<html" not in tree.content.decode()
    assert 'id="changes" hx-swap-oob="true"' in tree.content.decode()
    assert "unhappy" not in names(version)
    lead.post(f"/rules/{version.pk}/branches/", {"parent": "urgent"} | seen())
    assert len(version.body["branches"][0].get("branches", [])) == 0
    version.refresh_from_db()
    assert len(version.body["branches"][0]["branches"]) == 1


def test_the_draft_says_what_differs_from_the_version_in_use(lead: Client) -> None:
    version = draft()
    lead.post(f"/rules/{version.pk}/branches/unhappy_loyal/", one_row())
    lead.post(f"/rules/{version.pk}/branches/asks_contact/remove/", seen())
    lead.post(f"/rules/{version.pk}/branches/mixed/move/", {"direction": "up"} | seen())
    lead.post(f"/rules/{version.pk}/branches/", {"parent": ""} | seen())
    page = lead.get(f"/rules/{version.pk}/").content.decode()
    for words in ("Added", "Removed", "Moved", "number of orders is 5 or more</del>", "score is 3 or less</ins>"):
        assert words in page


def test_a_branch_nothing_can_reach_is_pointed_out(lead: Client) -> None:
    version = draft()
    made = lead.post(f"/rules/{version.pk}/branches/", {"parent": ""} | seen())
    new_id = made.url.rstrip("/").rsplit("/", 1)[1]
    lead.post(f"/rules/{version.pk}/branches/{new_id}/move/", {"direction": "up"} | seen())
    page = lead.get(f"/rules/{version.pk}/").content.decode()
    assert "1 branch deserves another look" in page
    assert 'href="#b-mixed"' in page
    assert "No signal can get here: “New branch”, asked before, takes all that fit." in page


def test_a_draft_is_put_in_use_and_the_other_retires(lead: Client) -> None:
    old, new = active(), draft()
    lead.post(f"/rules/{new.pk}/activate/")
    assert active().pk == new.pk
    old.refresh_from_db()
    assert old.state == "retired"
    assert "Start a draft from this" in lead.get(f"/rules/{old.pk}/").content.decode()


def test_a_draft_is_discarded(lead: Client) -> None:
    answer = lead.post(f"/rules/{draft().pk}/discard/")
    assert answer.url == f"/rules/{active().pk}/"
    assert RuleTreeVersion.objects.filter(state="draft").count() == 0


def test_the_page_costs_the_same_however_large_the_tree(lead: Client, django_assert_max_num_queries: object) -> None:
    version = draft()
    body = {"branches": [{**version.body["branches"][1], "id": f"b{i}", "branches": []} for i in range(60)]}
    save(version, body)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        lead.get(f"/rules/{version.pk}/")


def test_of_two_people_on_one_draft_the_second_is_told_and_keeps_what_was_typed(lead: Client) -> None:
    version, typed = draft(), one_row(name_en="Mine", none=["skills"], skills="")
    colleague = world.user(Role.MANAGER, name="ชูใจ")
    save(version, version.body | {"branches": version.body["branches"][:3]}, actor_id=colleague.pk)

    for _ in range(2):
        refused = lead.post(f"/rules/{version.pk}/branches/unhappy/", typed)
        page = refused.content.decode()
        assert refused.status_code == 409
        assert "ชูใจ changed this draft a moment ago" in page
        assert 'value="Mine"' in page
        assert re.search(r'name="none" value="skills" checked', page)
        version.refresh_from_db()
        assert len(version.body["branches"]) == 3
        assert "Mine" not in str(version.body)

    told = re.findall(r'name="revision" value="(\d+)"', page)
    lead.post(f"/rules/{version.pk}/branches/unhappy/", typed | {"revision": told[0]})
    version.refresh_from_db()
    assert [branch["name_en"] for branch in version.body["branches"]].count("Mine") == 1
    assert len(version.body["branches"]) == 3


def test_changing_rows_takes_no_new_look_at_the_draft(lead: Client) -> None:
    version, typed = draft(), one_row(do="add-row:0")
    save(version, version.body)

    page = lead.post(f"/rules/{version.pk}/branches/unhappy/", typed).content.decode()

    assert f'name="revision" value="{typed["revision"]}"' in page


def test_a_branch_that_was_removed_meanwhile_is_not_saved_and_its_form_not_lost(lead: Client) -> None:
    version, typed = draft(), one_row(name_en="Mine")
    save(version, {"branches": []})

    refused = lead.post(f"/rules/{version.pk}/branches/unhappy/", typed)

    assert refused.status_code == 409
    assert "removed from the draft meanwhile" in refused.content.decode()
    assert 'value="Mine"' in refused.content.decode()


@pytest.mark.parametrize("path", ["branches/", "branches/unhappy/move/", "branches/unhappy/remove/"])
def test_a_button_of_a_page_from_before_a_colleagues_change_does_nothing(path: str, lead: Client) -> None:
    version, before = draft(), seen()
    save(version, version.body)

    assert lead.post(f"/rules/{version.pk}/{path}", {"direction": "up"} | before).status_code == 409
    version.refresh_from_db()
    assert version.body == active().body


@pytest.mark.parametrize("name", ["promises", "skills"])
def test_a_branch_inside_can_say_none_where_the_one_above_says_some(name: str, lead: Client) -> None:
    version = draft()
    address = f"/rules/{version.pk}/branches/unhappy_very/"
    lead.post(address, one_row(none=[name], promises=[], skills=""))
    version.refresh_from_db()
    saved = version.body["branches"][1]["branches"][1]["then"][0]
    assert saved == {"do": "open_case", "kind": "feedback", "priority": 2, name: []}

    outcome = evaluate(parse_tree(version.body), {"category": "detractor", "score": 1, "scale": "nps"}, clock.now())
    assert outcome.open_case is not None
    assert getattr(outcome.open_case, name) == ()
    form = lead.get(address).content.decode()
    assert re.findall(r'name="none" value="(\w+)" checked', form) == [name]
    tree = lead.get(f"/rules/{version.pk}/").content.decode()
    assert {"promises": "No promises", "skills": "No skills needed"}[name] in tree


def test_some_and_none_at_once_is_a_mistake(lead: Client) -> None:
    version = draft()
    answer = lead.post(f"/rules/{version.pk}/branches/unhappy/", one_row(none=["promises", "skills"]))
    assert answer.status_code == 422
    assert answer.content.decode().count("Choose some or none, not both") == 2
