"""One loop played through every room: an unhappy answer, and everything until the customer confirms it is solved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from time import perf_counter

from samphan.accounts.models import Organisation, User
from samphan.accounts.policies import Role
from samphan.automation import selectors as automation_selectors
from samphan.automation import services as automation
from samphan.cases import selectors as case_selectors
from samphan.cases import services as cases
from samphan.cases.models import Case
from samphan.customers import services as customers
from samphan.customers.rules import Contact, PersonName
from samphan.eventlog import selectors as eventlog
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.messaging import selectors as messages
from samphan.promises import selectors as promises
from samphan.promises.models import Metric
from samphan.signals.rules import comment, rating
from samphan.surveys import selectors as survey_selectors
from samphan.surveys import services as surveys

COMPLAINT = "รอนานมาก ไม่มีใครโทรกลับ"
ANSWER = "เรียนคุณพิม ต้องขออภัยจริง ๆ ค่ะ ทีมช่างจะเข้าไปพรุ่งนี้ 10:30 น. และจะโทรแจ้งก่อนถึง 30 นาทีค่ะ"
SECOND_ANSWER = "เรียนคุณพิม ขออภัยอีกครั้งค่ะ หัวหน้าช่างจะเข้าไปแก้ไขเองวันนี้ และยกเว้นค่าบริการให้ค่ะ"
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Played:
    """What the play left behind, to be looked at or asserted on."""

    case_id: int
    seconds_to_case: float
    notices: int
    resolve_started_at: list[datetime]
    states: list[str]
    timeline: list[str]


def prepare_stage(*, now: datetime) -> User:
    """Set up what an installation needs and return an agent, who reports to a manager; both exist once."""
    Organisation.objects.get_or_create(
        defaults={"name": "เรือนดี โฮม", "created_at": now, "quiet_from": time(0), "quiet_until": time(0)}
    )
    automation.seed_installation(now=now)
    manager, _ = User.objects.get_or_create(
        email="manager@example.com",
        defaults={
            "display_name": "อรทัย วงศ์ดี",
            "role": Role.MANAGER.value,
            "is_available": False,
            "created_at": now,
        },
    )
    agent, _ = User.objects.get_or_create(
        email="agent@example.com",
        defaults={
            "display_name": "ณัฐวุฒิ ปิ่นแก้ว",
            "role": Role.AGENT.value,
            "reports_to": manager,
            "created_at": now,
        },
    )
    return agent


def play_loop(*, agent: User, say: Say = lambda line: None) -> Played:
    """Play the whole loop with the real services and reactions; the jobs run in this process."""
    states: list[str] = []
    starts: list[datetime] = []
    customer = customers.identify_customer(
        contacts=[Contact(kind="email", value="pim@example.com")],
        name=PersonName(first_name="พิมพ์ชนก", last_name="ศรีสุวรรณ", nickname="พิม"),
        now=clock.now(),
    )
    started = perf_counter()
    response = surveys.record_response(
        survey_id=survey_selectors.relationship_survey().pk,
        answers=[rating("nps", "nps", 2), comment("comment", COMPLAINT)],
        customer_id=customer.pk,
        source="loop-demo",
        channel="web",
        external_ref=f"loop-demo-{started}",
        now=clock.now(),
    )
    run_until_idle()
    seconds = perf_counter() - started
    case = case_selectors.find_case_by_submission(submission_kind="response", submission_id=response.pk)
    if case is None:
        raise RuntimeError("the starter tree opened no case for NPS 2")
    say(f"NPS 2 “{COMPLAINT}” -> {case.number}, {seconds:.2f} s; path {_path(case)}; owner {_owner(case)}")

    def note_state() -> None:
        case.refresh_from_db()
        states.append(case.state)

    note_state()
    starts.append(_resolve_start(case))
    _answer_and_resolve(case, agent, ANSWER, say=say)
    note_state()
    _verify(case, score=3, say=say)
    note_state()
    starts.append(_resolve_start(case))
    say(f"re-survey 3 -> {case.number} is open again, priority {case.priority}, its clock still from the first day")
    _answer_and_resolve(case, agent, SECOND_ANSWER, say=say)
    note_state()
    _verify(case, score=9, say=say)
    note_state()
    say("re-survey 9 -> the customer confirms: verified")
    newest_first = eventlog.subject_events(subject_kind="case", subject_id=case.pk)
    timeline = [event.type for event in reversed(newest_first)]
    for kind in timeline:
        say(f"  {kind}")
    return Played(
        case_id=case.pk,
        seconds_to_case=seconds,
        notices=len(messages.unread_notices(user_id=agent.pk)),
        resolve_started_at=starts,
        states=states,
        timeline=timeline,
    )


def _answer_and_resolve(case: Case, agent: User, words: str, *, say: Say) -> None:
    cases.reply_to_customer(
        case_id=case.pk,
        author_id=agent.pk,
        body=words,
        idempotency_key=f"loop-{case.pk}-{case.version}-{len(words)}",
        now=clock.now(),
    )
    run_until_idle()
    say(f"reply sent: “{words[:40]}…”")
    cause = case_selectors.active_causes()[1].leaves[2]  # type: ignore[attr-defined]
    cases.resolve_case(
        case_id=case.pk,
        actor_id=agent.pk,
        cause_id=cause.pk,
        action_taken="นัดช่างใหม่และโทรยืนยันก่อนถึง",
        told_customer="โทรและส่งอีเมลแจ้งนัดใหม่แล้ว",
        now=clock.now(),
    )
    run_until_idle()
    say(f"cause {cause.code}, action and telling recorded -> resolved; the customer is asked")


def _verify(case: Case, *, score: int, say: Say) -> None:
    asked = case_selectors.latest_verification(case_id=case.pk)
    if asked is None or asked.invitation_id is None:
        raise RuntimeError("the customer was not asked whether it is solved")
    surveys.record_response(
        survey_id=survey_selectors.verification_survey().pk,
        invitation_id=asked.invitation_id,
        answers=[rating("nps", "nps", score)],
        source="link",
        channel="email",
        now=clock.now(),
    )
    run_until_idle()


def _resolve_start(case: Case) -> datetime:
    running = promises.open_clocks(work_kind="case", work_ids=[case.pk])[case.pk]
    return next(view.started_at for view in running if view.metric == Metric.RESOLVE)


def _path(case: Case) -> str:
    trace = automation_selectors.find_trace(trace_id=case.trace_id) if case.trace_id else None
    return " > ".join(trace.path) if trace else "-"


def _owner(case: Case) -> str:
    return case.owner.display_name if case.owner else "-"
