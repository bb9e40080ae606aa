"""Two times something went wrong for many: one that is over, told and made good, and one that goes on today."""

from collections.abc import Collection
from datetime import datetime, timedelta

from samphan.sample.story import loop
from samphan.sample.story.asking import comment
from samphan.sample.story.chance import at_hour, local, stream
from samphan.sample.story.goods import CATALOGUE
from samphan.sample.story.shapes import Disturbance, Story, Update

# What customers use and are promised to be able to use: (Thai, English, target in millionths, parts).
SERVICES = (
    (
        "จองคิวช่างและนัดหมาย",
        "Booking a technician",
        999_000,
        (("เว็บจองคิว", "Booking page"), ("แจ้งเตือนวันนัด", "Reminders of appointments")),
    ),
    (
        "จัดส่งและติดตั้ง",
        "Delivery and installation",
        995_000,
        (("กรุงเทพฯ และปริมณฑล", "Bangkok and around"), ("ต่างจังหวัด", "Other provinces")),
    ),
)
# (service, part) of each part, in the order `Disturbance.part_indexes` counts.
PARTS = tuple((service, part) for service, row in enumerate(SERVICES) for part in range(len(row[3])))
# What one month of the first service is worth to a customer, and what of it is given back below which uptime.
FEE_BAHT, CAP_BAHT = 490, 245
TIERS = ((999_000, 10), (995_000, 25), (980_000, 50))
# A few waited for a decision when the story ends; one was one of us.
UNDECIDED, DECLINED = 6, 1
DECLINE_REASON = "ลูกค้าท่านนี้ได้รับส่วนลดชดเชยหน้าร้านไปแล้ว"

_PAST_DAYS, _ASKED_MEANWHILE = 24, 3
_ASKED_WITHIN, _DELIVERED_AFTER = timedelta(days=5), timedelta(hours=20)
_CAPITAL, _NORTHEAST = (0, 1, 2, 3, 4), (6, 7)
_FEWEST, _MOST = 8, 60
_REST = timedelta(days=2)
_DAY_BEGINS, _DAY_ENDS = 8.5, 19.5


def tell_past(story: Story, *, seed: int, now: datetime) -> None:
    """Let the booking of technicians have been down for five hours some weeks ago; a few complained meanwhile."""
    started_at = at_hour(now - timedelta(days=_PAST_DAYS), 10.2)
    ended_at = started_at + timedelta(hours=5, minutes=20)
    touched = _buyers(story, since=started_at - timedelta(days=3), until=started_at, branches=_CAPITAL, installed=True)
    story.disturbances.append(
        Disturbance(
            kind="unplanned",
            thai="ระบบจองคิวช่างล่ม นัดหมายบางส่วนถูกเลื่อน",
            english="Technicians could not be booked, and some appointments were moved",
            words=("นัด", "เลื่อน", "rescheduled", "moved"),
            part_indexes=(0, 1),
            started_at=started_at,
            opened_at=started_at + timedelta(minutes=15),
            ended_at=ended_at,
            resolved_at=ended_at + timedelta(minutes=20),
            every_minutes=120,
            person_indexes=touched,
            updates=_past_updates(started_at, ended_at),
        )
    )
    _complain(story, touched, at=started_at, seed=seed, now=now)
    _leave_in_peace(story, touched, since=started_at, until=ended_at + _REST)


def tell_present(story: Story, *, now: datetime) -> None:
    """Let a flood hold up deliveries to the north-east since the day before yesterday; the next update is due."""
    due_at = _last_working_moment(now)
    told_at = due_at - timedelta(days=1)
    day_before = told_at - timedelta(days=1)
    started_at, first_at = at_hour(day_before, 6), at_hour(day_before, 9)
    touched = _buyers(story, since=started_at - timedelta(days=9), until=first_at, branches=_NORTHEAST, installed=False)
    story.disturbances.append(
        Disturbance(
            kind="force_majeure",
            thai="น้ำท่วมเส้นทางภาคอีสาน ส่งของและติดตั้งล่าช้า",
            english="Floods in the north-east: deliveries and installations are late",
            words=("ส่ง", "นัด", "เลื่อน", "delivery", "rescheduled", "moved"),
            part_indexes=(3,),
            started_at=started_at,
            opened_at=first_at - timedelta(minutes=40),
            ended_at=None,
            resolved_at=None,
            every_minutes=24 * 60,
            person_indexes=_left_in_peace(story, touched, since=started_at),
            updates=_present_updates(first_at, told_at),
        )
    )


def _past_updates(started_at: datetime, ended_at: datetime) -> list[Update]:
    return [
        Update(
            kind="first",
            at=started_at + timedelta(minutes=30),
            thai="ขณะนี้ระบบจองคิวช่างขัดข้อง การแจ้งเตือนวันนัดอาจไม่ถูกต้อง"
            "\nทีมงานกำลังแก้ไข คุณไม่ต้องแจ้งเข้ามาอีก เราจะแจ้งความคืบหน้าภายใน 2 ชั่วโมง",
            english="Technicians cannot be booked at the moment, and reminders of appointments may be wrong."
            "\nWe are working on it; you need not report it. We write again within two hours.",
        ),
        Update(
            kind="progress",
            at=started_at + timedelta(hours=2, minutes=25),
            thai="พบสาเหตุแล้ว: ฐานข้อมูลคิวช่างเต็ม นัดของวันนี้เราโทรยืนยันให้ทีละราย",
            english="We found the cause: a full database. We confirm today's appointments by phone.",
        ),
        Update(
            kind="apology",
            at=ended_at + timedelta(minutes=20),
            thai="ระบบจองคิวช่างกลับมาใช้ได้แล้ว เราขออภัยที่ทำให้คุณเสียเวลารอ"
            "\nเราเพิ่มระบบสำรองและตั้งการเตือนไว้แล้ว หากนัดของคุณถูกเลื่อน ตอบกลับข้อความนี้ได้เลย",
            english="Technicians can be booked again. We are sorry for the time this cost you."
            "\nThere is a spare system now. If your appointment was moved, simply answer this message.",
        ),
    ]


def _present_updates(first_at: datetime, told_at: datetime) -> list[Update]:
    return [
        Update(
            kind="first",
            at=first_at,
            thai="น้ำท่วมทำให้รถส่งของไปภาคอีสานไม่ได้ตามกำหนด ของของคุณปลอดภัยอยู่ที่คลัง\nเราจะแจ้งวันส่งใหม่และความคืบหน้าทุกวัน",
            english="Floods keep our lorries from the north-east. Your goods are safe in our store."
            "\nWe write every day, and with the new day of delivery.",
        ),
        Update(
            kind="progress",
            at=told_at,
            thai="เส้นทางหลักยังปิด เราเริ่มส่งทางเลี่ยงให้บ้านที่นัดติดตั้งไว้ก่อน ทีมงานจะโทรแจ้งเวลา",
            english="The main road is still closed. We take another road, appointments first, and call ahead.",
        ),
    ]


def _buyers(story: Story, *, since: datetime, until: datetime, branches: Collection[int], installed: bool) -> list[int]:
    """Return who ordered in a period at some branches, each once; in a very small story the last ones of anywhere."""
    before = sorted((one for one in story.purchases if one.ordered_at < until), key=lambda one: one.ordered_at)
    found = [
        one.person_index
        for one in before
        if one.ordered_at >= since
        and one.branch_index in branches
        and (not installed or any(CATALOGUE[line.good_index].is_installed for line in one.lines))
    ]
    enough = dict.fromkeys(found[-_MOST:])
    for one in reversed(before):
        if len(enough) >= _FEWEST:
            break
        enough.setdefault(one.person_index)
    return sorted(enough)


def _complain(story: Story, touched: Collection[int], *, at: datetime, seed: int, now: datetime) -> None:
    """Let a few of those it touched, who would have left the question about their purchase unanswered, answer in it."""
    chance = stream(seed, "disturbance")
    silent = [
        asked
        for asked in story.asked
        if asked.answered_at is None
        and asked.person_index in touched
        and asked.channel == "email"
        and timedelta(0) < asked.sent_at - at < _ASKED_WITHIN
        and asked.purchase_index is not None
        and at - story.purchases[asked.purchase_index].ordered_at > _DELIVERED_AFTER
    ]
    for place, asked in enumerate(silent[:_ASKED_MEANWHILE]):
        someone, purchase = story.people[asked.person_index], story.purchases[asked.purchase_index or 0]
        purchase.experience = "rescheduled"
        asked.survey, asked.reason = "nps", "on_time"
        asked.sent_at = at - timedelta(minutes=chance.randint(15, 50))
        asked.answered_at = at + timedelta(minutes=45 + 60 * place + chance.randint(0, 40))
        asked.score = chance.choice((1, 2, 3, 4, 5))
        while not asked.comment:
            asked.comment = comment("rescheduled", asked, english=someone.language == "en", chance=chance)
        asked_index = next(index for index, one in enumerate(story.asked) if one is asked)
        opened = loop.from_answer(story, asked_index, purchase.branch_index, "rescheduled", chance)
        loop.live(story, opened, now=now, chance=chance)


def _leave_in_peace(story: Story, touched: Collection[int], *, since: datetime, until: datetime) -> None:
    """Ask those it touched later than they would have been asked, as the house does; what opened a case stays."""
    told = {episode.asked_index for episode in story.episodes}
    for index, asked in enumerate(story.asked):
        if asked.person_index in touched and since <= asked.sent_at < until and index not in told:
            asked.sent_at += _REST
            asked.answered_at = asked.answered_at + _REST if asked.answered_at else None


def _left_in_peace(story: Story, touched: Collection[int], *, since: datetime) -> list[int]:
    """Return those of a list whom no survey asked since then, but for those who complained; all where that is few."""
    told = {episode.person_index for episode in story.episodes if episode.opened_at >= since}
    asked = {one.person_index for one in story.asked if one.sent_at >= since} - told
    quiet = [index for index in touched if index not in asked]
    return quiet if len(quiet) >= _FEWEST else list(touched)


def _last_working_moment(now: datetime) -> datetime:
    """Return a moment shortly before `now` at which one may write to customers: not at night."""
    moment = now - timedelta(minutes=25)
    clock = local(moment)
    hour = clock.hour + clock.minute / 60
    if hour < _DAY_BEGINS:
        return at_hour(moment - timedelta(days=1), _DAY_ENDS)
    return moment if hour <= _DAY_ENDS else at_hour(moment, _DAY_ENDS)
