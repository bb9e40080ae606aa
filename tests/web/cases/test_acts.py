"""What a colleague does to a case from the list or its menu, as the pages do it."""

import pytest
from django.test import Client

from samphan.accounts.models import Team, User
from samphan.cases.models import Case, SavedView
from samphan.cases.services import NewCase, add_note, open_case
from samphan.customers.models import Customer
from samphan.kit import clock
from samphan.sample.loop import prepare_stage
from tests import world

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def agent() -> User:
    """Return the agent, reading English and taking no new cases."""
    agent = prepare_stage(now=clock.now())
    User.objects.filter(pk=agent.pk).update(language="en", is_available=False)
    return agent


@pytest.fixture
def signed_in(client: Client, agent: User) -> Client:
    """Return the agent's browser."""
    client.force_login(agent)
    return client


@pytest.fixture
def customer() -> Customer:
    """Return a customer who has bought something."""
    return world.customer(spend_satang=4_520_000)


def case_of(customer: Customer, title: str, owner: User | None = None, **facts: object) -> Case:
    """Return an open request."""
    new = NewCase(kind="request", title=title, customer_id=customer.pk, **facts)  # type: ignore[arg-type]
    return open_case(new=new, now=clock.now(), owner_id=owner.pk if owner else None)


def get(client: Client, path: str) -> str:
    """Return a page."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_row_shows_what_the_customer_is_worth(signed_in: Client, agent: User, customer: Customer) -> None:
    case_of(customer, "แอร์ไม่เย็น", agent)
    assert "฿45,200" in get(signed_in, "/cases/")
    assert "฿45,200" in get(signed_in, "/inbox/")


def test_a_snoozed_case_is_under_later_and_its_page_says_until_when(
    signed_in: Client, agent: User, customer: Customer
) -> None:
    case = case_of(customer, "รออะไหล่", agent)
    form = get(signed_in, f"/cases/{case.pk}/snooze/")
    assert "The next working day · " in form
    answer = signed_in.post(f"/cases/{case.pk}/snooze/", {"until": "tomorrow"}, headers=HTMX)
    assert answer.status_code == 204
    page = get(signed_in, "/cases/?view=mine")
    assert "รออะไหล่" not in page
    assert f'action="/cases/{case.pk}/wake/?next=' in page  # undo
    assert "รออะไหล่" in get(signed_in, "/cases/?view=later")
    assert "รออะไหล่" in get(signed_in, "/inbox/?tab=later")
    page = get(signed_in, f"/cases/{case.pk}/")
    assert page.count("Snoozed until") == 2  # beside the story and in it
    signed_in.post(f"/cases/{case.pk}/wake/")
    assert "รออะไหล่" in get(signed_in, "/cases/?view=mine")
    for wrong in ({"until": "x"}, {"until": "day", "day": "soon"}, {"until": "day", "day": "2001-01-01"}):
        assert signed_in.post(f"/cases/{case.pk}/snooze/", wrong).status_code == 422
    signed_in.post(f"/cases/{case.pk}/snooze/", {"until": "day", "day": "2199-06-01"})
    case.refresh_from_db()
    assert case.wakes_at is not None


def test_labels_are_ticked_or_written_and_filter_the_list(signed_in: Client, agent: User, customer: Customer) -> None:
    case, other = case_of(customer, "ป้ายหนึ่ง", agent), case_of(customer, "ไม่มีป้าย", agent)
    signed_in.post(f"/cases/{case.pk}/labels/", {"new_label": "ลูกค้า VIP"})
    label = case.label_rows.get().label
    page = get(signed_in, f"/cases/?label={label.pk}")
    assert f">{case.title}<" in page
    assert f">{other.title}<" not in page
    assert "checked" in get(signed_in, f"/cases/{case.pk}/labels/")
    signed_in.post(f"/cases/{case.pk}/labels/", {})
    case.refresh_from_db()
    assert case.tags == []
    assert signed_in.post(f"/cases/{case.pk}/labels/", {"new_label": "a,b"}).status_code == 422


def test_a_merged_case_leads_to_the_one_that_shows_both_histories(
    signed_in: Client, agent: User, customer: Customer
) -> None:
    into, gone = case_of(customer, "เรื่องแรก", agent), case_of(customer, "เรื่องซ้ำ", agent)
    add_note(case_id=gone.pk, author_id=agent.pk, body="โทรแล้วไม่รับ", idempotency_key="n", now=clock.now())
    assert "เรื่องแรก" in get(signed_in, f"/cases/{gone.pk}/merge/")
    assert signed_in.post(f"/cases/{gone.pk}/merge/", {"number": "SP-99999999"}).status_code == 422
    signed_in.post(f"/cases/{gone.pk}/merge/", {"other": into.pk})
    answer = signed_in.get(f"/cases/{gone.pk}/", follow=True)
    assert answer.redirect_chain == [(f"/cases/{into.pk}/", 302)]
    page = answer.content.decode()
    assert "โทรแล้วไม่รับ" in page
    assert f"{gone.number} was merged into this case" in page
    assert f'aria-label="Case {into.number}"' in get(signed_in, f"/inbox/?case={gone.pk}")
    refused = signed_in.post(f"/cases/{gone.pk}/note/", {"body": "x", "key": "k"})
    assert f"merged into {into.number}" in refused.content.decode()


def test_a_note_is_split_off_and_links_come_and_go(signed_in: Client, agent: User, customer: Customer) -> None:
    case = case_of(customer, "สองเรื่องในหนึ่ง", agent)
    notes = [
        add_note(case_id=case.pk, author_id=agent.pk, body=words, idempotency_key=words, now=clock.now())
        for words in ("เรื่องแอร์", "เรื่องใบเสร็จ")
    ]
    assert "เรื่องใบเสร็จ" in get(signed_in, f"/cases/{case.pk}/split/")
    assert signed_in.post(f"/cases/{case.pk}/split/", {"title": "x"}).status_code == 422
    signed_in.post(f"/cases/{case.pk}/split/", {"title": "ขอใบเสร็จ", "note": notes[1].pk})
    made = Case.objects.get(title="ขอใบเสร็จ")
    assert f"{made.number} was split off" in get(signed_in, f"/cases/{case.pk}/")
    assert "เรื่องใบเสร็จ" in get(signed_in, f"/cases/{made.pk}/")
    signed_in.post(f"/cases/{case.pk}/unlink/", {"other": made.pk})
    assert f"No longer linked with {made.number}" in get(signed_in, f"/cases/{case.pk}/")
    signed_in.post(f"/cases/{case.pk}/link/", {"number": made.number.lower()})
    assert f"Linked with {made.number}" in get(signed_in, f"/cases/{case.pk}/")


def test_an_act_on_ticked_cases_says_what_became_of_each(signed_in: Client, agent: User, customer: Customer) -> None:
    mine, nobodys = case_of(customer, "ของฉัน", agent), case_of(customer, "ของใครก็ไม่รู้")
    ticked = {"case": [mine.pk, nobodys.pk], "next": "/cases/?view=open"}
    answer = signed_in.post("/cases/bulk/", ticked | {"act": "snooze", "until": "reply"})
    page = answer.content.decode()
    assert "1 case was not changed" in page
    assert "Nobody owns this case yet." in page
    answer = signed_in.post("/cases/bulk/", ticked | {"act": "label", "new_label": "ด่วน"}, follow=True)
    assert answer.redirect_chain == [("/cases/?view=open", 302)]
    assert "Done: 2 cases" in answer.content.decode()
    assert Case.objects.filter(tags=["ด่วน"]).count() == 2
    signed_in.post("/cases/bulk/", ticked | {"act": "unlabel", "label": mine.label_rows.get().label_id})
    signed_in.post("/cases/bulk/", ticked | {"act": "assign", "owner": agent.pk})
    signed_in.post("/cases/bulk/", ticked | {"act": "priority", "priority": 2})
    assert Case.objects.filter(tags=[], owner=agent, priority=2).count() == 2
    for wrong in ({"act": "priority"}, {"act": ""}, {"act": "snooze"}):
        assert signed_in.post("/cases/bulk/", ticked | wrong).status_code == 422
    signed_in.post("/cases/bulk/", ticked | {"act": "merge"})
    assert Case.objects.get(pk=nobodys.pk).merged_into_id == mine.pk


def test_a_list_is_kept_by_name_and_dropped_again(signed_in: Client, agent: User) -> None:
    kept = {"parts": "view=mine&priority=1&nonsense=2&state=x", "name": "ด่วนของฉัน", "shared": "on"}
    answer = signed_in.post("/cases/views/", kept, follow=True)
    assert answer.redirect_chain == [("/cases/?view=mine&priority=1", 302)]
    page = answer.content.decode()
    assert 'href="/cases/?view=mine&amp;priority=1" class="kept" aria-current=page' in page
    view = SavedView.objects.get()
    assert (view.query, view.is_shared) == ({"view": "mine", "priority": "1"}, True)
    assert signed_in.post("/cases/views/", kept | {"name": ""}).status_code == 422
    signed_in.post(f"/cases/views/{view.pk}/drop/")
    assert "ด่วนของฉัน" not in get(signed_in, "/cases/")


def test_the_teams_list_shows_what_waits_for_ones_teams(signed_in: Client, agent: User, customer: Customer) -> None:
    team, other = Team.objects.create(name="หน้าร้าน"), Team.objects.create(name="ช่าง")
    team.members.add(agent)
    case_of(customer, "ของหน้าร้าน", team_id=team.pk)
    case_of(customer, "ของช่าง", team_id=other.pk)
    page = get(signed_in, "/cases/?view=team")
    assert ">ของหน้าร้าน<" in page
    assert ">ของช่าง<" not in page


def test_a_page_that_stays_open_learns_that_its_list_has_changed(
    signed_in: Client, agent: User, customer: Customer
) -> None:
    case = case_of(customer, "หนึ่ง", agent)
    page = get(signed_in, "/cases/?view=mine")
    address = page.split('data-live="')[1].split('"')[0].replace("&amp;", "&")
    version = page.split('data-version="')[1].split('"')[0]
    assert get(signed_in, address) == version
    add_note(case_id=case.pk, author_id=agent.pk, body="โน้ต", idempotency_key="n", now=clock.now())
    changed = get(signed_in, address)
    assert changed != version
    case_of(world.customer(), "ของคนอื่น", world.user())
    assert get(signed_in, address) == changed
