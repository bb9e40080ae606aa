"""What customers are told we keep: adding, changing and seeding promises."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samphan.kit.errors import N_, Refused
from samphan.promises.models import Calendar, Clock, Metric, OnChange, Promise
from samphan.promises.services.retargeting import follow

_LONGEST_TEXT = 300
_LONGEST_DELAY = 10_000
_CODE = re.compile("[a-z][a-z0-9_]{1,39}")

# code, metric, minutes, days, Thai, English
_STARTER_PROMISES: tuple[tuple[str, Metric, int | None, int | None, str, str], ...] = (
    (
        "feedback_follow_up",
        Metric.FOLLOW_UP,
        60,
        None,
        "เราจะติดต่อกลับภายใน 1 ชั่วโมงทำการ",
        "We will contact you within 1 business hour",
    ),
    (
        "feedback_resolve",
        Metric.RESOLVE,
        None,
        2,
        "เราจะแก้ไขให้เรียบร้อยภายใน 2 วันทำการ",
        "We will put it right within 2 business days",
    ),
    (
        "request_first_response",
        Metric.FIRST_RESPONSE,
        240,
        None,
        "เราจะตอบกลับภายใน 4 ชั่วโมงทำการ",
        "We will answer within 4 business hours",
    ),
    (
        "request_next_response",
        Metric.NEXT_RESPONSE,
        480,
        None,
        "เราจะตอบข้อความถัดไปภายใน 8 ชั่วโมงทำการ",
        "We will answer each further message within 8 business hours",
    ),
    (
        "request_resolve",
        Metric.RESOLVE,
        None,
        3,
        "เราจะดำเนินการให้เสร็จภายใน 3 วันทำการ",
        "We will settle your request within 3 business days",
    ),
    (
        "request_acknowledge",
        Metric.ACKNOWLEDGE,
        60,
        None,
        "เราจะแจ้งว่าได้รับเรื่องแล้วภายใน 1 ชั่วโมงทำการ",
        "We will tell you within 1 business hour that we have your request",
    ),
    (
        "request_progress",
        Metric.PROGRESS,
        None,
        1,
        "เราจะแจ้งความคืบหน้าให้ทราบทุกวันทำการ",
        "We will tell you every business day how things stand",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a promise behaves beyond its target: changes, who hears of a breach after how many minutes of working time
    (None: never), and whether customers may read how it was kept.
    """

    on_change: str = "keep"
    tell_owner_after: int | None = 0
    tell_lead_after: int | None = 0
    tell_manager_after: int | None = 240
    is_public: bool = True


class PromiseDelayInvalid(Refused):
    code = "promises.delay_invalid"
    message = N_("A delay is 0 to 10000 minutes of working time, or empty for never.")


class PromiseChangeUnknown(Refused):
    code = "promises.change_unknown"
    message = N_("Choose what happens to clocks that already run.")


class PromiseTargetInvalid(Refused):
    code = "promises.target_invalid"
    message = N_("Give a target in minutes (1 to 100000) or in business days (1 to 250), not both.")


class PromiseMetricUnknown(Refused):
    code = "promises.metric_unknown"
    message = N_("Choose from the list what the promise measures.")


class PromiseCodeInvalid(Refused):
    code = "promises.code_invalid"
    message = N_("A code has 2 to 40 small letters, digits or underscores and begins with a letter.")


class PromiseCodeTaken(Refused):
    code = "promises.code_taken"
    message = N_("There is a promise with this code already. Choose another code, or edit that promise.")


class PromiseCalendarUnknown(Refused):
    code = "promises.calendar_unknown"
    message = N_("This calendar does not exist any more. Choose another.")


class PromiseTextMissing(Refused):
    code = "promises.text_missing"
    message = N_("Say in Thai and in English what the customer is promised.")


@transaction.atomic
def save_promise(
    *,
    code: str,
    metric: str,
    text_th: str,
    text_en: str,
    target_minutes: int | None = None,
    target_days: int | None = None,
    calendar_id: int | None = None,
    is_active: bool = True,
    manner: Manner | None = None,
    now: datetime | None = None,
) -> Promise:
    """Add a promise or change it. Clocks that already tick follow as `manner.on_change` says, when `now` is given.

    Without a `manner` a new promise has the usual one and a known one keeps its own.
    """
    minutes_fit = target_minutes is not None and 1 <= target_minutes <= 100_000
    days_fit = target_days is not None and 1 <= target_days <= 250
    if minutes_fit == days_fit or (target_minutes is not None and target_days is not None):
        raise PromiseTargetInvalid
    if not text_th.strip() or not text_en.strip():
        raise PromiseTextMissing
    if metric not in Metric.values:
        raise PromiseMetricUnknown
    if not _CODE.fullmatch(code):
        raise PromiseCodeInvalid
    if calendar_id is not None and not Calendar.objects.filter(pk=calendar_id).exists():
        raise PromiseCalendarUnknown
    promise = Promise.objects.select_for_update().filter(code=code).first() or Promise(code=code, version=0)
    promise.metric = Metric(metric)
    promise.text_th, promise.text_en = text_th.strip()[:_LONGEST_TEXT], text_en.strip()[:_LONGEST_TEXT]
    promise.target_minutes, promise.target_days = target_minutes, target_days
    promise.calendar_id = calendar_id
    promise.is_active = is_active
    if manner is not None:
        _set_manner(promise, manner)
    promise.version += 1
    promise.save()
    if now is not None and promise.on_change != OnChange.KEEP:
        follow(Clock.objects.filter(promise=promise), now=now)
    return promise


@transaction.atomic
def add_promise(
    *,
    code: str,
    metric: str,
    text_th: str,
    text_en: str,
    target_minutes: int | None = None,
    target_days: int | None = None,
    calendar_id: int | None = None,
    manner: Manner | None = None,
) -> Promise:
    """Add a promise under a code nobody uses yet; rules name it by that code."""
    if Promise.objects.filter(code=code).exists():
        raise PromiseCodeTaken
    return save_promise(
        code=code,
        metric=metric,
        text_th=text_th,
        text_en=text_en,
        target_minutes=target_minutes,
        target_days=target_days,
        calendar_id=calendar_id,
        manner=manner,
    )


def _set_manner(promise: Promise, manner: Manner) -> None:
    delays = (manner.tell_owner_after, manner.tell_lead_after, manner.tell_manager_after)
    if any(delay is not None and not 0 <= delay <= _LONGEST_DELAY for delay in delays):
        raise PromiseDelayInvalid
    if manner.on_change not in OnChange.values:
        raise PromiseChangeUnknown
    promise.on_change = OnChange(manner.on_change)
    promise.tell_owner_after, promise.tell_lead_after, promise.tell_manager_after = delays
    promise.is_public = manner.is_public


@transaction.atomic
def seed_promises() -> None:
    """Add the promises the starter rules use; those people changed stay as they are."""
    present = set(Promise.objects.values_list("code", flat=True))
    for code, metric, minutes, days, text_th, text_en in _STARTER_PROMISES:
        if code not in present:
            save_promise(
                code=code, metric=metric, text_th=text_th, text_en=text_en, target_minutes=minutes, target_days=days
            )
