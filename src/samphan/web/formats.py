"""How dates, times, money and waiting are written, in Thai (Buddhist era) and in English.

Pure functions take the language and the time zone; the Jinja filters at the end read both from the request.
"""

import unicodedata
import zlib
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samphan.kit.clock import now

THAI_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
THAI_LONG_MONTHS = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
THAI_DAYS = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")
THAI_LONG_DAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ENGLISH_LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BUDDHIST_ERA = 543
CURRENCY_SIGNS = {"THB": "฿", "USD": "$", "EUR": "€", "GBP": "£"}
DAYS_A_YEAR = 365
DAYS_A_MONTH = 30.44
MINUTES_A_DAY = 24 * 60


def is_thai() -> bool:
    """Say whether the reader's language is Thai."""
    return (translation.get_language() or "th").startswith("th")


def local(value: datetime, zone: tzinfo | None = None) -> datetime:
    """Return an instant on the reader's wall clock; a naive one is an error, because it would be a guess."""
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be shown")
    return value.astimezone(zone or timezone.get_current_timezone())


def as_date(value: date | datetime) -> date:
    """Return the reader's calendar day of an instant, or the date itself."""
    return local(value).date() if isinstance(value, datetime) else value


def format_date(value: date | datetime, *, thai: bool, long: bool = False, weekday: bool = False) -> str:
    """Write a day: "21 พ.ย. 2569" or "21 Nov 2026"; `long` spells the month, `weekday` puts the day in front."""
    day = as_date(value)
    if thai:
        months, days, year = (THAI_LONG_MONTHS if long else THAI_MONTHS), THAI_DAYS, day.year + BUDDHIST_ERA
        names = [f"วัน{name}" for name in THAI_LONG_DAYS] if long else list(days)
    else:
        months, year = (ENGLISH_LONG_MONTHS if long else ENGLISH_MONTHS), day.year
        names = list(ENGLISH_LONG_DAYS if long else ENGLISH_DAYS)
    written = f"{day.day} {months[day.month - 1]} {year}"
    joint = "ที่ " if thai and long else " "
    return f"{names[day.weekday()]}{joint}{written}" if weekday else written


def format_month(value: date | datetime, *, thai: bool) -> str:
    """Write a month: "พ.ย. 69" or "Nov 26"."""
    day = as_date(value)
    if thai:
        return f"{THAI_MONTHS[day.month - 1]} {(day.year + BUDDHIST_ERA) % 100:02d}"
    return f"{ENGLISH_MONTHS[day.month - 1]} {day.year % 100:02d}"


def format_time(value: datetime, *, thai: bool) -> str:
    """Write a time of day: "09:42 น." or "09:42"."""
    written = local(value).strftime("%H:%M")
    return f"{written} น." if thai else written


def format_moment(value: datetime, *, today: date, thai: bool) -> str:
    """Write a day and a time, the weekday in front: "Fri 27 Nov 09:00"; the year only where it is another one."""
    day = format_date(value, thai=thai, weekday=True)
    shown = day.rpartition(" ")[0] if as_date(value).year == today.year else day
    return f"{shown} {format_time(value, thai=thai)}"


def format_when(value: datetime, *, today: date, thai: bool) -> str:
    """Write an instant as short as is clear: time today, "yesterday", a weekday within a week, else the date."""
    day = as_date(value)
    age_days = (today - day).days
    if age_days == 0:
        return local(value).strftime("%H:%M")
    if age_days == 1:
        return _("Yesterday")
    if 1 < age_days < 7:
        return (THAI_DAYS if thai else ENGLISH_DAYS)[day.weekday()]
    months, year = (THAI_MONTHS, day.year + BUDDHIST_ERA) if thai else (ENGLISH_MONTHS, day.year)
    written = f"{day.day} {months[day.month - 1]}"
    return written if day.year == today.year else f"{written} {year % 100:02d}"


def format_duration(minutes: float) -> str:
    """Write a length of time in its two largest units: "18 min", "1 h 12 min", "2 d 4 h"."""
    whole = max(0, round(minutes))
    if whole < 60:
        return _("%(minutes)s min") % {"minutes": whole}
    hours, rest = divmod(whole, 60)
    if whole < MINUTES_A_DAY:
        if not rest:
            return _("%(hours)s h") % {"hours": hours}
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    days, hours = divmod(round(whole / 60), 24)
    if days >= 7 or not hours:
        return _("%(days)s d") % {"days": days}
    return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}


def format_months(days: int) -> str:
    """Write a long time in years and months: "4 y 2 mo"."""
    years, months = divmod(int(days / DAYS_A_MONTH), 12)
    if not years:
        return _("%(months)s mo") % {"months": max(1, months)}
    if not months:
        return _("%(years)s y") % {"years": years}
    return _("%(years)s y %(months)s mo") % {"years": years, "months": months}


def format_number(value: float, *, digits: int = 0) -> str:
    """Write a number with thousands separated: 12,345 or 4.2."""
    return f"{value:,.{digits}f}".replace("-", "\u2212")


def format_money(satang: int, *, currency: str = "THB", whole: bool = False) -> str:
    """Write an amount of minor units: ฿1,234.50; whole amounts drop the ".00"."""
    sign = "\u2212" if satang < 0 else ""
    units, minor = divmod(abs(int(satang)), 100)
    if whole:
        units, minor = round(abs(satang) / 100), 0
    written = f"{units:,}" + (f".{minor:02d}" if minor else "")
    mark = CURRENCY_SIGNS.get(currency)
    return f"{sign}{mark}{written}" if mark else f"{sign}{written} {currency}"


@lru_cache(maxsize=4096)  # one name stands in many rows, and every list names the same people
def initials(name: str) -> str:
    """Return one or two letters for an avatar: the first consonants of the first two words, never a mark alone."""
    words = [found for word in name.split() if (found := _first_letter(word))]
    return "".join(words[:2]).upper() or "?"


def _first_letter(word: str) -> str:
    """Return the first letter that stands alone; Thai leading vowels are skipped, they need their consonant."""
    for character in word:
        if unicodedata.category(character).startswith("L") and character not in "เแโใไ":
            return character
    return ""


def hue(name: str) -> int:
    """Return a steady colour number of a name, 0 to 5."""
    return zlib.crc32(name.encode()) % 6


def channel_icon(kind: str) -> str:
    """Return the icon of a channel."""
    return {
        "line": "message-circle",
        "facebook": "messages-square",
        "email": "mail",
        "web": "globe",
        "google": "star",
        "phone": "phone",
        "sms": "message-square-text",
        "file": "file-text",
    }.get(str(kind), "message-circle")


def score_tone(value: float) -> str:
    """Return the tone of an NPS score: detractor bad, promoter good, passive neutral."""
    return "bad" if float(value) <= 6 else "good" if float(value) >= 9 else ""


def minutes_left(due_at: datetime) -> float:
    """Return the minutes until an instant; negative when it has passed."""
    return (due_at.astimezone(UTC) - now()).total_seconds() / 60


def due(due_at: datetime) -> str:
    """Write how long is left, or how far over: "18 min", "26 min over"."""
    left = minutes_left(due_at)
    if left < 0:
        return _("%(time)s over") % {"time": format_duration(-left)}
    return format_duration(left)


def due_tone(due_at: datetime) -> str:
    """Return the tone of a deadline: over is bad, the last hour warns."""
    left = minutes_left(due_at)
    return "bad" if left < 0 else "warn" if left <= 60 else "o"


def ago(value: datetime) -> str:
    """Write how long ago an instant was: "just now", "5 min ago", "3 d ago", "4 y 2 mo ago"."""
    minutes = -minutes_left(value)
    if minutes < 1:
        return _("just now")
    days = int(minutes // MINUTES_A_DAY)
    if days >= DAYS_A_YEAR:
        return _("%(time)s ago") % {"time": format_months(days)}
    return _("%(time)s ago") % {"time": format_duration(days * MINUTES_A_DAY if days else minutes)}


def duration(value: float | timedelta) -> str:
    """Write minutes or a timedelta in its two largest units."""
    return format_duration(value.total_seconds() / 60 if isinstance(value, timedelta) else value)


FILTERS = {
    "date": lambda value, **options: format_date(value, thai=is_thai(), **options),
    "month": lambda value: format_month(value, thai=is_thai()),
    "time": lambda value: format_time(value, thai=is_thai()),
    "datetime": lambda value: f"{format_date(value, thai=is_thai())} {format_time(value, thai=is_thai())}",
    "moment": lambda value: format_moment(value, today=as_date(now()), thai=is_thai()),
    "when": lambda value: format_when(value, today=as_date(now()), thai=is_thai()),
    "ago": ago,
    "duration": duration,
    "number": lambda value, digits=0: format_number(value, digits=digits),
    "percent": lambda value, digits=0: f"{format_number(100 * value, digits=digits)}%",
    "money": lambda satang, currency="THB", whole=False: format_money(satang, currency=currency, whole=whole),
    "initials": initials,
    "hue": hue,
    "channel_icon": channel_icon,
    "score_tone": score_tone,
    "due": due,
    "due_tone": due_tone,
    "is_overdue": lambda value: minutes_left(value) < 0,
}
