"""When somebody works: shifts in their own time zone, days away, and since when they are here."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samphan.accounts import services
from samphan.accounts.models import Absence, User
from samphan.accounts.policies import Role
from samphan.accounts.rules import may_decide_absence, whole_days, working_span
from samphan.accounts.selectors import asked_absences, coming_absences, get_user, presences
from samphan.kit.calendars import InvalidCalendar, read_calendar
from samphan.kit.periods import Period
from tests import world

NOW = world.NOW  # a Friday, 10:00 in Bangkok
OFFICE = [["09:00", "12:00"], ["13:00", "18:00"]]


def bangkok(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


SPANS = {
    "before the day": (bangkok(20, 8, 59), None),
    "its first instant": (bangkok(20, 9), (bangkok(20, 9), bangkok(20, 12))),
    "lunch begins": (bangkok(20, 12), None),
    "after lunch": (bangkok(20, 13, 1), (bangkok(20, 13), bangkok(20, 18))),
    "a night before midnight": (bangkok(21, 23), (bangkok(21, 22), bangkok(22, 6))),
    "a night after midnight": (bangkok(22, 5), (bangkok(21, 22), bangkok(22, 6))),
    "a day without hours": (bangkok(23, 10), None),
}


@pytest.mark.parametrize(("now", "span"), SPANS.values(), ids=SPANS)
def test_a_shift_is_the_span_that_holds_now(now: datetime, span: tuple[datetime, datetime] | None) -> None:
    week = {"4": OFFICE, "5": [["22:00", "24:00"]], "6": [["00:00", "06:00"]]}
    calendar = read_calendar(timezone="Asia/Bangkok", week=week, exceptions={})

    assert working_span(calendar, now) == (Period(*span) if span else None)


def test_days_away_are_whole_in_the_time_zone_somebody_works_in() -> None:
    away = whole_days(date(2026, 11, 20), date(2026, 11, 21), timezone="Asia/Bangkok")

    assert (away.start, away.end) == (bangkok(20, 0), bangkok(22, 0))


def here(user: User, *, at: datetime = NOW) -> bool:
    return presences(people=[get_user(user_id=user.pk)], now=at)[user.pk].is_here


@pytest.mark.django_db
def test_somebody_is_at_work_in_their_shift_in_its_own_zone_and_always_without_one() -> None:
    world.organisation()
    user = world.user()
    assert here(user)

    services.save_shifts(user_id=user.pk, timezone="Europe/London", week={"4": OFFICE})
    assert (here(user), here(user, at=NOW + timedelta(hours=7))) == (False, True)

    services.save_shifts(user_id=user.pk, timezone="Europe/London", week={"4": []})
    assert here(user)


@pytest.mark.django_db
def test_somebody_away_is_not_at_work_and_is_here_since_they_came_back() -> None:
    world.organisation()
    user = world.user(available_since_at=NOW - timedelta(days=9))
    services.save_shifts(user_id=user.pk, timezone="Asia/Bangkok", week={"4": OFFICE})
    shift = presences(people=[get_user(user_id=user.pk)], now=NOW)[user.pk]
    assert shift.since == bangkok(20, 9)

    today = date(2026, 11, 20)
    absence = services.add_absence(user_id=user.pk, first_day=today, last_day=today, reason="sick")
    away = presences(people=[get_user(user_id=user.pk)], now=NOW)[user.pk]
    assert (away.is_here, away.away_until) == (False, bangkok(21, 0))

    services.end_absence(user_id=user.pk, absence_id=absence.pk, now=NOW)
    back = presences(people=[get_user(user_id=user.pk)], now=NOW + timedelta(minutes=5))[user.pk]
    assert (back.is_here, back.since) == (True, NOW)


@pytest.mark.parametrize(
    ("asker", "reports_to", "decider", "oversees", "manages", "may"),
    [
        (1, 2, 2, True, False, True),  # their lead
        (1, 2, 3, True, False, False),  # another lead
        (1, None, 3, True, False, True),  # nobody leads them
        (1, 2, 3, True, True, True),  # manages people
        (1, 1, 1, True, True, False),  # nobody one's own
        (1, 2, 2, False, False, False),  # a lead no more
    ],
)
def test_who_grants_days_away(
    asker: int, reports_to: int | None, decider: int, oversees: bool, manages: bool, may: bool
) -> None:
    found = may_decide_absence(
        asker_id=asker, reports_to_id=reports_to, decider_id=decider, oversees=oversees, manages_people=manages
    )
    assert found is may


@pytest.mark.django_db
def test_days_asked_for_count_nowhere_until_they_are_granted() -> None:
    world.organisation()
    lead, today = world.user(Role.MANAGER), date(2026, 11, 20)
    user = world.user(reports_to=lead)
    ask = {"user_id": user.pk, "first_day": today, "last_day": today, "reason": "leave", "now": NOW}
    asked = services.ask_absence(**ask)
    assert here(user)
    assert [one.pk for one in asked_absences(decider=lead, now=NOW)] == [asked.pk]
    assert not asked_absences(decider=world.user(Role.MANAGER), now=NOW)
    with pytest.raises(services.AbsenceNotYours):
        services.decide_absence(absence_id=asked.pk, is_granted=True, actor_id=user.pk, now=NOW)
    services.decide_absence(absence_id=asked.pk, is_granted=True, actor_id=lead.pk, now=NOW)
    assert not here(user)
    with pytest.raises(services.AbsenceDecided):
        services.decide_absence(absence_id=asked.pk, is_granted=False, actor_id=lead.pk, now=NOW)
    ask |= {"first_day": date(2026, 11, 23), "last_day": date(2026, 11, 23)}
    again = services.ask_absence(**ask)
    services.decide_absence(absence_id=again.pk, is_granted=False, actor_id=lead.pk, now=NOW)
    again.refresh_from_db()
    assert (again.refused_at, again.refusal, asked_absences(decider=lead, now=NOW)) == (NOW, "", [])
    with pytest.raises(services.AbsenceDecided):
        services.decide_absence(absence_id=again.pk, is_granted=True, actor_id=lead.pk, now=NOW)
    anew = services.ask_absence(**ask)
    assert (anew.refused_at, Absence.objects.filter(pk=again.pk).exists()) == (None, False), "asked for anew"
    why = services.decide_absence(
        absence_id=anew.pk, is_granted=False, actor_id=lead.pk, now=NOW, why=f" คนไม่พอ \n{'x' * 300}"
    )
    assert (why.refusal[:9], len(why.refusal)) == ("คนไม่พอ x", 200)
    services.end_absence(user_id=user.pk, absence_id=anew.pk, now=NOW)
    assert list(Absence.objects.values_list("pk", flat=True)) == [asked.pk]
    with pytest.raises(services.AbsenceWrong):
        services.ask_absence(**ask | {"now": NOW + timedelta(days=9)})


@pytest.mark.django_db
def test_days_are_shown_as_they_were_given_wherever_somebody_works() -> None:
    world.organisation()
    agent = world.user()
    services.save_shifts(user_id=agent.pk, timezone="Asia/Dubai", week={"0": [["09:00", "18:00"]]})
    days = {"first_day": date(2026, 12, 10), "last_day": date(2026, 12, 11)}
    services.ask_absence(user_id=agent.pk, reason="leave", now=NOW, **days)
    (asked,) = asked_absences(decider=world.user(Role.OWNER), now=NOW)
    assert asked.days == (date(2026, 12, 10), date(2026, 12, 11))


@pytest.mark.django_db
def test_the_same_days_said_twice_are_one_and_hold_once_somebody_who_may_says_so() -> None:
    world.organisation()
    agent = world.user()
    days = {"first_day": date(2026, 12, 10), "last_day": date(2026, 12, 11), "reason": "leave"}
    first, again = (services.ask_absence(user_id=agent.pk, now=NOW, **days) for _ in range(2))
    assert first.pk == again.pk
    assert services.add_absence(user_id=agent.pk, **days).asked_at is None
    assert services.ask_absence(user_id=agent.pk, now=NOW, **days).asked_at is None
    assert Absence.objects.get().asked_at is None


@pytest.mark.django_db
def test_a_planned_absence_is_taken_back_and_wrong_ones_are_refused() -> None:
    world.organisation()
    user, first = world.user(), date(2026, 12, 1)
    planned = services.add_absence(user_id=user.pk, first_day=first, last_day=date(2026, 12, 3), reason="leave")
    assert coming_absences(user_id=user.pk, now=NOW) == [planned]
    services.end_absence(user_id=user.pk, absence_id=planned.pk, now=NOW)
    assert not Absence.objects.exists()

    for last, reason, refusal in (
        (date(2026, 11, 30), "leave", services.AbsenceWrong),
        (date(2028, 12, 1), "leave", services.AbsenceWrong),
        (first, "tired", services.ChoiceUnknown),
    ):
        with pytest.raises(refusal):
            services.add_absence(user_id=user.pk, first_day=first, last_day=last, reason=reason)
    with pytest.raises(InvalidCalendar):
        services.save_shifts(user_id=user.pk, timezone="Asia/Bangkok", week={"0": [["12:00", "09:00"]]})
