"""A disturbed day in the pictured world: two services, an incident that is open, and one that ended with credits."""

from datetime import datetime, timedelta

from samphan.accounts.models import User
from samphan.cases.models import Case, CaseState
from samphan.customers.models import Customer
from samphan.kit.clock import now
from samphan.outreach import services as outreach
from samphan.outreach.models import Incident, IncidentRun
from samphan.outreach.selectors import AffectedPlan
from samphan.outreach.services import IncidentWords, UpdateWords
from samphan.promises.models import Credit, CreditTerms, Promise, Service
from samphan.promises.rules import Tier
from samphan.promises.services import (
    approve_credits,
    decline_credit,
    save_credit_terms,
    save_service,
    switch_status_page,
)

_AFFECTED, _ASKED = 46, 24


def open_incident_id(owner: User) -> int:
    """Return the open incident of the pictured world, made with all that belongs to it on the first call."""
    known = Incident.objects.filter(state="open").values_list("pk", flat=True).first()
    if known is not None:
        return known
    shop = _services()
    _ended(owner, shop)
    parts = list(shop.components.order_by("position"))
    at = now() - timedelta(hours=3)
    words = IncidentWords(
        title_th="หน้าชำระเงินค้าง จ่ายไม่ผ่าน",
        title_en="Payments hang and do not go through",
        started_at=at,
        component_ids=[parts[1].pk],
        words="จ่ายไม่ผ่าน\nตัดเงินซ้ำ",
        topics=("payment", "app_web"),
        update_every_minutes=60,
        owner_id=owner.pk,
    )
    incident = outreach.open_incident(words=words, actor_id=owner.pk, now=at + timedelta(minutes=10))
    _collect(incident, owner, _AFFECTED)
    first = UpdateWords(
        body_th="ขณะนี้หน้าชำระเงินค้าง ทีมงานกำลังแก้ไข ยอดที่ถูกตัดซ้ำจะคืนให้ทุกรายการ",
        body_en="Payments hang at the moment. We are working on it; whatever was charged twice is given back.",
        key="first",
    )
    outreach.send_update(incident_id=incident.pk, words=first, actor_id=owner.pk, now=at + timedelta(minutes=20))
    second = UpdateWords(
        body_th="พบสาเหตุแล้ว: ธนาคารปลายทางตอบช้า ใช้บัตรหรือพร้อมเพย์ได้ตามปกติ",
        body_en="We found the cause: one bank answers slowly. Cards and PromptPay work as usual.",
        key="second",
    )
    outreach.send_update(incident_id=incident.pk, words=second, actor_id=owner.pk, now=now() - timedelta(minutes=25))
    _finish()
    for case_id in Case.objects.filter(state=CaseState.OPEN, customer__isnull=False).values_list("pk", flat=True)[3:6]:
        outreach.link_case(incident_id=incident.pk, case_id=case_id, actor_id=owner.pk, now=now())
    return incident.pk


def ended_incident_id(owner: User) -> int:
    """Return the incident that is over, whose credits wait."""
    open_incident_id(owner)
    return Incident.objects.filter(state="resolved").values_list("pk", flat=True)[0]


def with_incidents(owner: User, path: str) -> str:
    """Return an address that shows incidents, once there are some."""
    open_incident_id(owner)
    return path


def with_status_page(owner: User) -> str:
    """Return the status page, once customers may read it."""
    open_incident_id(owner)
    switch_status_page(is_on=True, actor_id=owner.pk, now=now())
    return "/status/"


def some_terms_path(owner: User) -> str:
    """Return the form of the terms of a service."""
    open_incident_id(owner)
    return f"/credits/terms/{CreditTerms.objects.filter(service__isnull=False).values_list('pk', flat=True)[0]}/"


def _services() -> Service:
    shop = save_service(
        name_th="สั่งซื้อออนไลน์",
        name_en="Online shop",
        components=[("ตะกร้าสินค้า", "Basket"), ("ชำระเงิน", "Payment"), ("ติดตามการจัดส่ง", "Parcel tracking")],
        target_ppm=999_000,
    )
    save_service(
        name_th="จัดส่งและติดตั้ง",
        name_en="Delivery and installation",
        components=[("นัดหมายช่าง", "Appointments"), ("แจ้งเตือนวันจัดส่ง", "Delivery notices")],
        target_ppm=995_000,
    )
    tiers = [Tier(999_000, 10), Tier(990_000, 25), Tier(950_000, 50)]
    save_credit_terms(service_id=shop.pk, amount_satang=120_000, cap_satang=60_000, tiers=tiers)
    promise = Promise.objects.filter(is_active=True).order_by("pk")[0]
    save_credit_terms(promise_id=promise.pk, amount_satang=20_000, cap_satang=40_000)
    return shop


def _ended(owner: User, shop: Service) -> None:
    """Let something have gone wrong twelve days ago: told, put right, apologised for, credits proposed."""
    at = now() - timedelta(days=12)
    part = shop.components.order_by("position")[2]
    words = IncidentWords(
        title_th="ติดตามการจัดส่งไม่ได้",
        title_en="Parcels could not be tracked",
        started_at=at,
        component_ids=[part.pk],
        owner_id=owner.pk,
    )
    incident = outreach.open_incident(words=words, actor_id=owner.pk, now=at)
    _collect(incident, owner, _ASKED)
    apology = UpdateWords(
        body_th="ขออภัยที่ติดตามการจัดส่งไม่ได้ถึง 5 ชั่วโมง เราเพิ่มระบบสำรองแล้ว",
        body_en="We are sorry that parcels could not be tracked for five hours. There is a spare system now.",
        key="sorry",
    )
    end: datetime = at + timedelta(hours=5)
    outreach.resolve_incident(incident_id=incident.pk, ended_at=end, apology=apology, actor_id=owner.pk, now=end)
    outreach.start_crediting(incident_id=incident.pk, actor_id=owner.pk, now=end)
    _finish()
    ids = list(Credit.objects.order_by("pk").values_list("pk", flat=True))
    approve_credits(credit_ids=ids[:9], actor_id=owner.pk, now=end + timedelta(days=1))
    decline_credit(credit_id=ids[9], reason="พนักงานของเราเอง", actor_id=owner.pk, now=end + timedelta(days=1))


def _collect(incident: Incident, owner: User, number: int) -> None:
    ids = list(
        Customer.objects.filter(last_order_at__isnull=False).order_by("-last_order_at").values_list("pk", flat=True)
    )
    plan = AffectedPlan(source="file", customer_ids=ids[:number])
    outreach.start_collecting(incident_id=incident.pk, plan=plan, actor_id=owner.pk, now=now())
    _finish()


def _finish() -> None:
    while run := IncidentRun.objects.filter(finished_at=None).order_by("pk").first():
        outreach.go_on_with_run(run_id=run.pk, now=now())
