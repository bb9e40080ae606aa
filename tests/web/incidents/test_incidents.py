"""The screens of incidents, credits and services, and the status page for customers."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases.services import NewCase, open_case
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.messaging.models import Message
from samphan.messaging.services import seed_channels
from samphan.outreach.models import Incident, NoticeWording
from samphan.promises.models import Component, Credit, CreditTerms, Service
from samphan.web.incidents.wording import uptime_percent, write_instant
from tests import world
from tests.budget import assert_constant_queries
from tests.web.conftest import SignIn, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(sign_in: SignIn) -> Client:
    seed_installation(now=clock.now())
    seed_channels(now=clock.now())
    client = sign_in(Role.MANAGER)
    parts = "ชำระเงิน | Payment\nค้นหา"
    typed = {"name_th": "แอปสั่งของ", "name_en": "App", "parts": parts, "target": "99.9", "is_public": "on"}
    assert client.post("/services/new/", typed).status_code == 302
    return client


def form(**typed: object) -> dict[str, object]:
    began = write_instant(clock.now() - timedelta(hours=2))
    part = Component.objects.get(name_en="Payment").pk
    return {
        "title_th": "ชำระเงินไม่ได้", "title_en": "Payment fails", "kind": "unplanned", "started_at": began,
        "components": [part], "words": "จ่ายไม่ผ่าน", "every": "60", "is_public": "on", **typed,
    }  # fmt: skip


def opened(client: Client, **typed: object) -> str:
    assert client.post("/incidents/new/", form(**typed)).status_code == 302
    return f"/incidents/{Incident.objects.latest('pk').pk}/"


def test_an_incident_from_its_first_minute_to_its_credits(lead: Client) -> None:
    assert "Nothing is wrong that we know of" in page(lead, "/incidents/")
    path = opened(lead)
    known = [world.customer(email=f"known{n}@example.com") for n in range(2)]
    lines = {"source": "file", "lines": "known0@example.com\nnobody@example.com"}
    answer = lead.post(f"{path}affected/add/", lines, follow=True).content.decode()
    for words in (
        "1 line names nobody we know.",
        "Collecting who is affected",
        "0 / 1",
        "What they said by themselves",
    ):
        assert words in answer
    run_until_idle(clock.now())
    table = SimpleUploadedFile("who.csv", "E-mail,Name\nknown1@example.com,พิม\n".encode("utf-8-sig"))
    lead.post(f"{path}affected/add/", {"source": "file", "lines": "", "file": table})
    run_until_idle(clock.now())
    assert "2 customers affected" in page(lead, path)
    assert page(lead, f"{path}affected/").count("From a list") == 2

    draft = page(lead, f"{path}update/")
    assert "ขณะนี้มีเหตุขัดข้อง: ชำระเงินไม่ได้" in draft
    words = {"key": "one", "body_th": "ระบบชำระเงินขัดข้อง", "body_en": "Payment is down", "is_public": "on"}
    for _ in range(2):
        assert lead.post(f"{path}update/", words).status_code == 302
    run_until_idle(clock.now())
    assert "2 letters: 2 " in page(lead, path)
    assert Message.objects.count() == 2
    empty = lead.post(f"{path}update/", {"key": "two", "body_th": " "})
    assert (empty.status_code, "Write the text in Thai or in English" in empty.content.decode()) == (422, True)

    assert "what does not work" not in page(lead, f"{path}resolve/")
    late = {**words, "key": "three", "ended_at": write_instant(clock.now() + timedelta(days=1))}
    assert lead.post(f"{path}resolve/", late).status_code == 422
    assert lead.post(f"{path}resolve/", {**late, "ended_at": write_instant(clock.now())}).status_code == 302
    run_until_idle(clock.now())
    assert lead.get(f"{path}edit/").status_code == 200
    assert lead.post(f"{path}edit/", form()).status_code == 422
    assert lead.post(f"{path}credits/", {"goodwill": "nonsense"}).status_code == 409
    assert lead.post(f"{path}credits/", {"goodwill": "50"}).status_code == 302
    run_until_idle(clock.now())
    assert "Approve 2 credits" in page(lead, path)
    shown = page(lead, f"/credits/?incident={path.split('/')[2]}")
    assert "Wait for approval: ฿100" in shown
    one = Credit.objects.get(customer=known[0])
    assert lead.post(f"/credits/{one.pk}/", {"reason": " "}).status_code == 409
    assert lead.post(f"/credits/{one.pk}/", {"reason": "เป็นพนักงาน"}).status_code == 302
    assert "เป็นพนักงาน" in page(lead, "/credits/?state=declined")
    assert lead.post(f"{path}credits/approve/").status_code == 302
    run_until_idle(clock.now())
    assert "Posted: ฿50" in page(lead, "/credits/?state=posted")
    assert lead.post(f"/credits/{one.pk}/", {"approve": "1"}).status_code == 409


def test_the_affected_are_found_by_orders_and_by_what_they_are_like(lead: Client) -> None:
    path = opened(lead)
    now = clock.now()
    bought, frequent = world.customer(), world.customer(order_count=6, last_order_at=now)
    order = bought.orders.create(
        external_ref="A1", total_satang=1, ordered_at=now - timedelta(hours=1), created_at=now, branch=world.branch()
    )
    order.lines.create(position=1, name="โซฟา 3 ที่นั่ง", sku="SF-3", quantity=1, unit_price_satang=1, total_satang=1)
    nobody = {"source": "orders", "product": "เตียง"}
    assert lead.post(f"{path}affected/add/", nobody).status_code == 409
    found = {"source": "orders", "product": "sf-3", "branch": str(world.branch().pk)}
    assert lead.post(f"{path}affected/add/", found).status_code == 302
    run_until_idle(clock.now())
    segment = {"source": "segment", "orders": "5", "days": "30", "language": "th"}
    assert lead.post(f"{path}affected/add/", segment).status_code == 302
    run_until_idle(clock.now())
    listed = Incident.objects.get().affected.order_by("pk").values_list("customer_id", "source")
    assert list(listed) == [(bought.pk, "orders"), (frequent.pk, "segment")]


def test_a_firm_keeps_its_own_words_for_a_notice_and_goes_back_to_ours(lead: Client) -> None:
    place = "/incidents/notices/?kind=first"
    own = {"body_th": "แย่แล้ว {title} ตั้งแต่ {since}", "body_en": ""}
    looked = lead.post(place, {**own, "do": "look"}).content.decode()
    assert "แย่แล้ว ชำระเงินผ่านแอปไม่ได้ ตั้งแต่ " in looked
    assert not NoticeWording.objects.exists(), "only looked at"
    wrong = lead.post(place, {"body_th": "{nmae}", "body_en": "", "do": "save"})
    assert wrong.status_code == 422
    assert "“{nmae}”" in wrong.content.decode()
    assert "{title}, {since}" in wrong.content.decode()
    assert lead.post(place, {**own, "do": "save"}).status_code == 302
    there = opened(lead)
    shown = page(lead, f"{there}update/")
    assert "แย่แล้ว ชำระเงินไม่ได้ ตั้งแต่ " in shown
    assert "Something is not working as it should: Payment fails" in shown, "a language left empty has ours"
    assert lead.post(place, {"do": "ours"}).status_code == 302
    assert "แย่แล้ว" not in page(lead, f"{there}update/")


def test_a_case_is_linked_by_hand_and_shows_its_incident(lead: Client, sign_in: SignIn) -> None:
    case = open_case(new=NewCase(kind="request", title="เข้าไม่ได้", customer_id=world.customer().pk), now=clock.now())
    agent = sign_in(Role.AGENT)
    assert "Is it about an open incident?" not in page(agent, f"/cases/{case.pk}/")
    path = opened(lead)
    assert "Is it about an open incident?" in page(agent, f"/cases/{case.pk}/")
    beside = f"/inbox/?case={case.pk}"
    assert f'name="next" value="{beside}"' in page(agent, beside)
    assert agent.post(f"{path}cases/{case.pk}/", {"next": beside})["Location"] == beside
    text = page(agent, f"/cases/{case.pk}/")
    assert "Is it about an open incident?" not in text
    assert f'href="{path}"' in text
    assert "linked by a colleague" in page(agent, path)
    assert "They told us: 1" in page(agent, path)
    nobody = open_case(new=NewCase(kind="request", title="ไม่รู้จัก", customer_id=None), now=clock.now())
    assert agent.post(f"{path}cases/{nobody.pk}/").status_code == 409


def test_a_refusal_stands_beside_its_field_with_what_was_typed(lead: Client) -> None:
    future = write_instant(clock.now() + timedelta(days=1))
    wrong = {
        "what, in a few words": {"title_th": " "},
        "Say when it began": {"started_at": future},
        "how often customers hear": {"every": "7"},
        "One of the parts does not exist": {"components": ["999999"]},
    }
    for words, typed in wrong.items():
        answer = lead.post("/incidents/new/", form(words="คำที่พิมพ์ไว้", **typed))
        assert (answer.status_code, "คำที่พิมพ์ไว้" in answer.content.decode()) == (422, True), words
    assert not Incident.objects.exists()
    planned = opened(lead, kind="maintenance", started_at=future)
    assert lead.post(f"{planned}call-off/").status_code == 302
    assert "Called off" in page(lead, "/incidents/?view=past")
    for typed in ({"name_th": ""}, {"target": "x"}, {"target": "30"}, {"parts": "ก\nก"}):
        base = {"name_th": "เว็บ", "name_en": "", "parts": "", "target": "99.5"}
        assert lead.post("/services/new/", {**base, **typed}).status_code == 422
    assert Service.objects.count() == 1


def test_terms_are_written_changed_and_removed(lead: Client) -> None:
    assert "There are no terms yet" in page(lead, "/credits/terms/")
    service = Service.objects.get()
    typed = {"thing": f"service-{service.pk}", "amount": "1,000", "cap": "500", "below0": "99.9", "give0": "10"}
    falling = {"below1": "99", "give1": "5"}  # a lower uptime may not give less
    assert lead.post("/credits/terms/new/", {**typed, **falling}).status_code == 422
    assert lead.post("/credits/terms/new/", typed).status_code == 302
    assert lead.post("/credits/terms/new/", typed).status_code == 422  # such terms there are already
    assert "below 99.9%: 10% of ฿1,000 a month · at most ฿500 a month" in page(lead, "/credits/terms/")
    terms = CreditTerms.objects.get()
    assert 'value="1000"' in page(lead, f"/credits/terms/{terms.pk}/")
    assert lead.post(f"/credits/terms/{terms.pk}/", {**typed, "amount": "-5"}).status_code == 422
    assert lead.post(f"/credits/terms/{terms.pk}/", {"remove": "1"}).status_code == 302
    assert not CreditTerms.objects.exists()


def test_the_status_page_is_hidden_until_it_is_shown_and_names_nobody(lead: Client) -> None:
    guest = Client()
    assert guest.get("/status/").status_code == 404
    path = opened(lead)
    customer = world.customer("ลับมาก")
    lead.post(f"{path}affected/add/", {"source": "file", "lines": customer.contact_points.get().value})
    run_until_idle(clock.now())
    lead.post(f"{path}update/", {"key": "a", "body_th": "กำลังแก้ไข", "body_en": "We are on it", "is_public": "on"})
    lead.post(f"{path}update/", {"key": "b", "body_th": "เฉพาะผู้ได้รับผลกระทบ", "body_en": "For you only"})
    hidden = opened(lead, title_en="Not for everybody", is_public="")
    assert hidden
    Incident.objects.filter(title_en="Not for everybody").update(is_public=False)
    lead.post("/incidents/status-page/", {"on": "1"})
    answer = guest.get("/status/?lang=en")
    text = answer.content.decode()
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Accept-Language" in answer["Vary"]
    assert not answer.cookies
    for words in ("Something is not working as it should", "Payment fails", "We are on it", "Disturbed", "Working"):
        assert words in text
    for words in ("For you only", "Not for everybody", "ลับมาก", "csrf"):
        assert words not in text
    assert "กำลังแก้ไข" in guest.get("/status/?lang=th").content.decode()
    lead.post("/incidents/status-page/", {"on": "0"})
    assert guest.get("/status/").status_code == 404


def test_lists_cost_the_same_however_long_they_are(lead: Client) -> None:
    path = opened(lead)

    def grow() -> None:
        for _ in range(3):
            opened(lead)
            email = world.customer().contact_points.get().value
            lead.post(f"{path}affected/add/", {"source": "file", "lines": email})
            run_until_idle(clock.now())

    grow()
    paths = ("/incidents/", path, f"{path}affected/", "/credits/", "/services/", "/status/")
    assert_constant_queries(lambda: [lead.get(one) for one in paths], grow=grow)


def test_others_read_in_thai_but_are_offered_no_change(lead: Client, sign_in: SignIn) -> None:
    path = opened(lead)
    agent = sign_in(Role.AGENT, language="th")
    for place in ("/incidents/", path):
        text = page(agent, place)
        assert "ชำระเงินไม่ได้" in text
        assert "/incidents/new/" not in text
        assert "/update/" not in text
    assert agent.post(f"{path}call-off/").status_code == 403


def test_an_uptime_is_never_rounded_up_to_what_it_is_not() -> None:
    assert [uptime_percent(share) for share in (1.0, 0.99999, 0.999, 0.95)] == ["100%", "99.99%", "99.90%", "95.00%"]
