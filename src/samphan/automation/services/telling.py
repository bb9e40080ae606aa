"""Who is told what: owners about their cases, leads and managers up the reporting line."""

from collections.abc import Iterable
from datetime import datetime

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.automation.selectors import find_trigger
from samphan.cases import selectors as case_selectors
from samphan.cases.models import Case
from samphan.eventlog import selectors as eventlog
from samphan.messaging import services as messaging


def tell_about_new_case(*, case: Case, who: Iterable[str], now: datetime) -> None:
    """Tell whom the rule tree names: the owner, the team's lead, or the managers."""
    for user in _named_by_tree(case, who):
        _tell(user, "case_opened", case, key="new", now=now)


def tell_about_urgency(*, case: Case, who: Iterable[str], key: str, now: datetime) -> None:
    """Tell whom the rule tree names that a later message made a case more urgent."""
    for user in _named_by_tree(case, who):
        _tell(user, "case_more_urgent", case, key=key, now=now)


def tell_about_wait(*, case: Case, who: Iterable[str], key: str, now: datetime) -> None:
    """Tell whom a wait step names that what it waited for has not happened."""
    for user in _named_by_tree(case, who):
        _tell(user, "case_wait_over", case, key=key, now=now)


def _named_by_tree(case: Case, who: Iterable[str]) -> list[User]:
    people: list[User] = []
    for group in who:
        if group == "owner" and case.owner:
            people.append(case.owner)
        elif group == "team_lead":
            people += _leads(case)
        elif group == "managers":
            people += _managers()
    return list({person.pk: person for person in people}.values())


def tell_new_owner(*, event_id: int, now: datetime) -> None:
    """Tell somebody that a case is now theirs, unless they took it themselves or had it a moment ago.

    Where handing it over was taken back, whoever had it meanwhile is not told of it any more.
    """
    event = eventlog.get_event(event_id=event_id)
    owner_id, before_id = event.data["owner_id"], event.data["previous_owner_id"]
    if event.data["rule"] == "given_back":
        if before_id is not None:
            messaging.settle_notice(
                user_id=before_id, kind="case_assigned", subject_kind="case", subject_id=event.subject_id, now=now
            )
        return
    if event.actor_kind == "user" and event.actor_id == owner_id:
        return
    case = case_selectors.get_case(case_id=event.subject_id)
    _tell(User.objects.get(pk=owner_id), "case_assigned", case, key=str(event_id), now=now)


def tell_former_owner(*, event_id: int, now: datetime) -> None:
    """Tell somebody that a case they did not begin on went back to the queue."""
    event = eventlog.get_event(event_id=event_id)
    case = case_selectors.get_case(case_id=event.subject_id)
    user = User.objects.get(pk=event.data["previous_owner_id"])
    _tell(user, "case_returned", case, key=str(event_id), now=now, minutes=event.data["minutes"])


def tell_about_reopening(*, event_id: int, now: datetime) -> None:
    """Tell the owner that the case is open again; when the customer said "not solved", one level up too."""
    event = eventlog.get_event(event_id=event_id)
    case = case_selectors.get_case(case_id=event.subject_id)
    if case.owner is None:
        return
    _tell(case.owner, "case_reopened", case, key=str(event_id), now=now)
    if event.data["reason"] == "verification_failed":
        _tell_one_level_up(case, key=str(event_id), now=now)


def tell_about_call(*, event_id: int, now: datetime) -> None:
    """Tell the owner, or who leads where nobody owns it, that the customer is to be called."""
    event = eventlog.get_event(event_id=event_id)
    case = case_selectors.get_case(case_id=event.subject_id)
    for user in [case.owner] if case.owner else _leads(case):
        _tell(user, "case_call_due", case, key=str(event_id), now=now)


def tell_about_clock(*, event_id: int, now: datetime) -> None:
    """Tell the owner that time is running out."""
    event = eventlog.get_event(event_id=event_id)
    if event.data.get("work_kind") != "case":
        return
    case = case_selectors.get_case(case_id=event.data["work_id"])
    percent = event.data["percent"]
    for user in [case.owner] if case.owner else _leads(case):
        _tell(user, "clock_warned", case, key=str(event_id), now=now, percent=percent)


def tell_about_breach(*, event_id: int, now: datetime) -> None:
    """Tell the step of the reporting line whose turn it is that a promise is broken."""
    event = eventlog.get_event(event_id=event_id)
    if event.data.get("work_kind") != "case":
        return
    case = case_selectors.get_case(case_id=event.data["work_id"])
    step = event.data["step"]
    kind = "clock_breached" if step == "owner" else "case_escalated"
    for user in _on_step(case, step):
        _tell(user, kind, case, key=f"{event.subject_id}:{step}", now=now, percent=100)


def tell_about_answer(*, case: Case, key: str, now: datetime) -> None:
    """Tell the owner that the customer wrote."""
    if case.owner is not None:
        _tell(case.owner, "customer_replied", case, key=key, now=now)


def tell_about_trigger(*, event_id: int, now: datetime) -> None:
    """Tell the owner of an alarm that an episode began; where they have left, the managers."""
    event = eventlog.get_event(event_id=event_id)
    trigger = find_trigger(trigger_id=event.subject_id)
    if trigger is None:
        return
    figures = {name: f"{event.data[name]:.0f}" for name in ("estimate", "low", "high")}
    for user in [trigger.owner] if trigger.owner.is_active else _managers():
        messaging.notify_user(
            user_id=user.pk,
            kind="trigger_fired",
            subject_kind="trigger",
            subject_id=trigger.pk,
            dedupe_key=f"trigger_fired:{event.data['episode_id']}:{user.pk}",
            now=now,
            data={"name": trigger.name, "level": f"{trigger.level:g}", "days": trigger.window_days, **figures},
        )


def _tell_one_level_up(case: Case, *, key: str, now: datetime) -> None:
    above = case.owner.reports_to if case.owner else None
    for user in [above] if above else _leads(case):
        _tell(user, "case_escalated", case, key=key, now=now)


def _on_step(case: Case, step: str) -> list[User]:
    """Return who stands on a step of the reporting line; without an owner the lead is the first to hear."""
    leads = [case.owner.reports_to] if case.owner and case.owner.reports_to else _leads(case)
    if step == "owner":
        return [case.owner] if case.owner else _leads(case)
    if step == "lead":
        return leads
    above = [lead.reports_to for lead in leads if lead.reports_to]
    return above or [manager for manager in _managers() if manager not in leads]


def _leads(case: Case) -> list[User]:
    if case.team and case.team.lead:
        return [case.team.lead]
    return _managers()


def _managers() -> list[User]:
    """Return the managers; a firm that has none yet tells its owner."""
    active = User.objects.filter(is_active=True)
    return list(active.filter(role=Role.MANAGER.value)) or list(active.filter(role=Role.OWNER.value))


def _tell(user: User, kind: str, case: Case, *, key: str, now: datetime, **data: object) -> None:
    messaging.notify_user(
        user_id=user.pk,
        kind=kind,
        subject_kind="case",
        subject_id=case.pk,
        dedupe_key=f"{kind}:{case.pk}:{user.pk}:{key}",
        now=now,
        data={"number": case.number, "title": case.title, **data},
    )
