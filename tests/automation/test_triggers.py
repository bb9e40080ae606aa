"""Alarms: when one begins and ends, what counts, who hears of it, and the settings, each honoured."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samphan.accounts.models import Branch, User
from samphan.accounts.policies import Role
from samphan.analytics.intervals import Interval
from samphan.automation import services
from samphan.automation.models import Trigger, TriggerEpisode, TriggerReading
from samphan.automation.rules import Counted, Measure, Reading, Side, figure_of, next_step
from samphan.automation.selectors import counted, find_trigger, trigger_lines
from samphan.automation.services import TriggerWords, look_at_trigger, look_at_triggers
from samphan.cases.models import Case, Problem
from samphan.eventlog.models import Event
from samphan.jobs.worker import run_until_idle
from samphan.journeys.models import Journey, Stage, Touchpoint
from samphan.kit.conditions import InvalidCondition, parse, predicate
from samphan.kit.errors import Refused
from samphan.messaging.models import Notice
from samphan.promises.rules import CUSTOMER_SCHEMA
from samphan.promises.selectors import customer_facts, customers_in_segment
from samphan.signals.models import Signal
from samphan.surveys.models import Purpose, Response, Survey
from tests import world

NOW = world.NOW
FIRST = {"first_order_at": NOW - timedelta(days=400)}


def interval(low: float, middle: float, high: float) -> Reading:
    return Reading(n=100, figure=Interval(estimate=middle, low=low, high=high))


@pytest.mark.parametrize(
    ("reading", "side", "was_on", "is_on"),
    [
        (interval(20, 30, 39), "below", False, True),  # the whole interval is below 40
        (interval(20, 30, 41), "below", False, False),  # it may be noise
        (interval(20, 39, 55), "below", True, True),  # on, and not back yet
        (interval(20, 40, 55), "below", True, False),  # the figure itself is back
        (interval(41, 50, 60), "above", False, True),
        (interval(39, 50, 60), "above", False, False),
        (interval(30, 41, 60), "above", True, True),
        (interval(30, 40, 60), "above", True, False),
        (Reading(n=3, figure=None), "below", True, True),  # too few answers change nothing
        (Reading(n=3, figure=None), "below", False, False),
    ],
)
def test_an_alarm_begins_for_certain_and_ends_when_the_figure_is_back(
    reading: Reading, side: str, was_on: bool, is_on: bool
) -> None:
    assert next_step(reading, side=Side(side), level=40, is_on=was_on) is is_on


@pytest.mark.parametrize(
    ("measure", "holds", "expected"),
    [
        ("nps", Counted(n=100, happy=50, unhappy=20), (30.0, 14.1, 44.2)),  # contracts 4
        ("sentiment", Counted(n=40, happy=28, unhappy=2), (65.0, 42.4, 78.6)),  # the same interval
        ("csat", Counted(n=100, happy=80, unhappy=5), (80.0, 71.1, 86.7)),  # Wilson
        ("volume", Counted(n=10), (10.0, 5.4, 18.4)),  # a Poisson count
        ("volume", Counted(n=0), (0.0, 0.0, 3.8)),  # silence is a figure too
    ],
)
def test_each_measure_has_its_interval(measure: str, holds: Counted, expected: tuple[float, ...]) -> None:
    figure = figure_of(Measure(measure), holds).figure
    assert figure is not None
    assert (figure.estimate, figure.low, figure.high) == pytest.approx(expected, abs=0.05)


def test_fewer_than_thirty_answers_give_no_rate() -> None:
    assert figure_of(Measure.NPS, Counted(n=29, happy=0, unhappy=29)).figure is None
    assert figure_of(Measure.NPS, Counted(n=30, happy=0, unhappy=30)).figure is not None


@pytest.fixture
def owner(db: None) -> User:
    world.organisation()
    services.seed_installation(now=NOW)
    return world.user(Role.MANAGER)


def hear(*scores: int, scale: str = "nps", days_ago: float = 1, **fields: object) -> list[Signal]:
    first = 1 + Signal.objects.count()
    facts: dict[str, object] = {"submission_kind": "review", "source": "test", **fields}
    rows = [
        Signal(submission_id=first + place, field="q", type="rating", scale=scale, score=score, **facts)
        for place, score in enumerate(scores)
    ]
    for row in rows:
        row.occurred_at = NOW - timedelta(days=days_ago)
    return Signal.objects.bulk_create(rows)


def say(*, tones: dict[str, int], topic: str = "", of: list[Signal] | None = None) -> None:
    first = 1 + Signal.objects.count()
    said = [tone for tone, number in tones.items() for _ in range(number)]
    for place, tone in enumerate(said):
        submission_id = of[place].submission_id if of else first + place
        spans = [{"code": topic, "sentiment": tone}] if topic else []
        Signal.objects.create(
            submission_kind="review",
            submission_id=submission_id,
            field="words",
            type="text",
            text="คำพูด",
            sentiment=tone,
            topics=[topic, "staff"] if topic else [],
            topic_spans=spans,
            source="test",
            occurred_at=NOW - timedelta(days=1),
        )


def alarm(owner: User, **changes: object) -> Trigger:
    words: dict[str, object] = {
        "name": "NPS ต่ำ",
        "measure": "nps",
        "side": "below",
        "level": 40.0,
        "window_days": 7,
        "owner_id": owner.pk,
        **changes,
    }
    return services.save_trigger(words=TriggerWords(**words), actor_id=owner.pk, now=NOW)  # type: ignore[arg-type]


def test_an_episode_alerts_once_and_ends_by_itself(owner: User) -> None:
    made = alarm(owner)
    hear(*[3] * 40)
    for hours in range(3):
        look_at_triggers(now=NOW + timedelta(hours=hours))
    run_until_idle(NOW + timedelta(hours=3))

    episode = TriggerEpisode.objects.get()
    assert (episode.estimate, episode.n, episode.ended_at) == (-100, 40, None)
    notice = Notice.objects.get(kind="trigger_fired")
    assert (notice.user_id, notice.data["name"], notice.data["estimate"]) == (owner.pk, "NPS ต่ำ", "-100")
    assert Event.objects.filter(type="automation.trigger_fired", subject_id=made.pk).count() == 1

    hear(*[10] * 400)
    look_at_trigger(trigger_id=made.pk, now=NOW + timedelta(days=1))
    episode.refresh_from_db()
    assert episode.ended_by == "back"
    assert Event.objects.get(type="automation.trigger_ended").data["ended_by"] == "back"
    assert list(TriggerReading.objects.order_by("day").values_list("is_on", flat=True)) == [True, False]
    assert Notice.objects.filter(kind="trigger_fired").count() == 1


def test_where_the_owner_has_left_the_managers_hear(owner: User) -> None:
    made = alarm(owner)
    other = world.user(Role.MANAGER)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    hear(*[3] * 40)
    look_at_trigger(trigger_id=made.pk, now=NOW)
    run_until_idle(NOW + timedelta(minutes=5))
    assert list(Notice.objects.filter(kind="trigger_fired").values_list("user_id", flat=True)) == [other.pk]


@pytest.mark.parametrize("again", [False, True])
def test_an_episode_opens_a_case_or_a_problem_when_asked(owner: User, again: bool) -> None:
    asks_case = alarm(owner, opens="case")
    asks_problem = alarm(owner, name="ปัญหา", opens="problem", cause_code="waiting.no_reply")
    if again:  # the cause is collected already: that problem is pointed to
        alarm(owner, name="ปัญหาเดิม", opens="problem", cause_code="waiting.no_reply")
    hear(*[3] * 40)
    look_at_triggers(now=NOW)
    look_at_triggers(now=NOW + timedelta(hours=1))

    case, problem = Case.objects.get(), Problem.objects.get()
    assert (case.title, case.owner_id, case.customer_id) == ("NPS ต่ำ", owner.pk, None)
    assert (problem.title, problem.owner_id) == ("ปัญหา", owner.pk)
    assert asks_case.episodes.get().case_id == case.pk
    assert asks_problem.episodes.get().problem_id == problem.pk
    assert TriggerEpisode.objects.filter(problem=problem).count() == (2 if again else 1)


def test_each_part_of_the_scope_narrows_what_counts(owner: User) -> None:
    region = world.branch("NORTH")
    shop = Branch.objects.create(code="CNX", name_th="เชียงใหม่", parent=region)
    hear(1, 10, branch_id=shop.pk, channel="line")
    hear(10, channel="web")
    hear(2, days_ago=20, channel="web")
    stage = Stage.objects.create(
        journey=Journey.objects.create(name_th="ก", name_en="a", created_at=NOW), position=0, name_th="ข", name_en="b"
    )
    visit = Touchpoint.objects.create(stage=stage, position=0, name_th="เยี่ยม", name_en="Visit", source="shop")
    rated = hear(9, 9, 3, source="shop", channel="phone")
    say(tones={"negative": 1, "positive": 1}, topic="delivery", of=rated)

    def of(**changes: object) -> tuple[int, int, int]:
        made = find_trigger(trigger_id=alarm(owner, **changes).pk)
        assert made is not None
        found = counted(trigger=made, now=NOW)
        return found.n, found.happy, found.unhappy

    assert of() == (6, 4, 2)
    assert of(window_days=30) == (7, 4, 3)
    assert of(branch_id=region.pk) == of(channel="line") == (2, 1, 1)
    assert of(touchpoint_id=visit.pk) == (3, 2, 1)
    assert of(topic="delivery") == (2, 2, 0)
    assert of(measure="sentiment") == of(measure="sentiment", topic="delivery") == (2, 1, 1)
    assert of(measure="volume", level=1) == (6, 0, 0)  # a submission's score and words are one
    assert of(measure="csat", level=1) == (0, 0, 0)


SEGMENTS = {
    "often": {"and": [{">=": [{"var": "order_count"}, 5]}]},
    "much": {">=": [{"var": "spend_baht"}, 1234.56]},
    "just more": {">": [{"var": "spend_baht"}, 1234.56]},
    "lately": {"within_days": [{"var": "last_order_at"}, 30]},
    "not lately": {"!": {"within_days": [{"var": "last_order_at"}, 30]}},
    "never": {"missing": ["first_order_at"]},
    "english": {"and": [{"==": [{"var": "language"}, "en"]}, {">=": [{"var": "order_count"}, 5]}]},
    "everybody": {"and": []},
}


def test_a_segment_of_customers_narrows_what_counts_as_an_agreement_reads_it(owner: User) -> None:
    shop = world.branch("CNX")
    people = [
        world.customer(
            "a", language="en", order_count=5, spend_satang=123_456, last_order_at=NOW - timedelta(days=29), **FIRST
        ),
        world.customer("b", order_count=4, spend_satang=123_457, last_order_at=NOW - timedelta(days=31), **FIRST),
        world.customer("c", order_count=9, spend_satang=123_455, last_order_at=NOW - timedelta(days=1), **FIRST),
        world.customer("d", language="en"),
    ]
    for person in people:
        hear(10, customer=person, branch_id=shop.pk)
    hear(1)  # of nobody known: in no segment

    for name, segment in SEGMENTS.items():
        fits = predicate(parse(segment, CUSTOMER_SCHEMA))
        expected = [one.pk for one in people if fits(customer_facts(one), NOW)]
        assert list(customers_in_segment(segment=segment, now=NOW).order_by("pk").values_list("pk", flat=True)) == (
            expected
        ), name
        made = find_trigger(trigger_id=alarm(owner, name=name, segment=segment, branch_id=shop.pk).pk)
        assert made is not None
        with CaptureQueriesContext(connection) as asked:
            assert counted(trigger=made, now=NOW).n == len(expected), name
        with CaptureQueriesContext(connection) as without:
            made.segment = None
            counted(trigger=made, now=NOW)
        assert len(asked) == len(without)


def test_another_segment_is_another_figure_and_one_that_cannot_be_read_is_refused(owner: User) -> None:
    made = alarm(owner, segment=SEGMENTS["often"])
    look_at_trigger(trigger_id=made.pk, now=NOW)
    assert made.readings.count() == 1

    def change(segment: dict[str, object]) -> None:
        words = TriggerWords(
            name="x", measure="nps", side="below", level=40.0, window_days=7, owner_id=owner.pk, segment=segment
        )
        services.save_trigger(words=words, actor_id=owner.pk, now=NOW, trigger_id=made.pk)

    change(SEGMENTS["often"])
    assert made.readings.count() == 1
    change(SEGMENTS["english"])
    assert made.readings.count() == 0
    with pytest.raises(InvalidCondition):
        change({"==": [{"var": "mood"}, "sad"]})


def test_answers_to_is_it_solved_do_not_count(owner: User) -> None:
    survey = Survey.objects.filter(purpose=Purpose.VERIFICATION)[0]
    answer = Response.objects.create(survey=survey, source="test", channel="web", answered_at=NOW)
    hear(1)
    Signal.objects.update(submission_kind="response", submission_id=answer.pk)
    hear(10)
    assert counted(trigger=alarm(owner), now=NOW).n == 1


def test_a_change_ends_the_episode_and_a_change_of_what_is_measured_the_history(owner: User) -> None:
    made = alarm(owner)
    hear(*[3] * 40)
    look_at_trigger(trigger_id=made.pk, now=NOW)

    def change(**fields: object) -> None:
        words = TriggerWords(
            **{"name": "x", "measure": "nps", "side": "below", "window_days": 7, "owner_id": owner.pk, **fields}  # type: ignore[arg-type]
        )
        services.save_trigger(words=words, actor_id=owner.pk, now=NOW, trigger_id=made.pk)

    change(level=40.0)  # another name only
    assert made.episodes.get().ended_at is None
    change(level=30.0)
    assert (made.episodes.get().ended_by, made.readings.count()) == ("changed", 1)
    change(level=30.0, window_days=30)
    assert made.readings.count() == 0
    look_at_trigger(trigger_id=made.pk, now=NOW)
    services.switch_trigger(trigger_id=made.pk, is_active=False, actor_id=owner.pk, now=NOW)
    look_at_triggers(now=NOW + timedelta(days=1))
    assert [one.ended_by for one in made.episodes.order_by("pk")] == ["changed", "off"]
    assert made.readings.count() == 1
    assert trigger_lines()[0].episode is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"level": None}, "level_invalid"),
        ({"level": float("nan")}, "level_invalid"),
        ({"level": 101.0}, "level_invalid"),
        ({"owner_id": None}, "owner_missing"),
        ({"opens": "problem"}, "cause_missing"),
        ({"measure": "mood"}, "choice_unknown"),
        ({"window_days": 8}, "choice_unknown"),
        ({"branch_id": 999_999}, "choice_unknown"),
        ({"touchpoint_id": 999_999}, "choice_unknown"),
    ],
)
def test_what_makes_no_alarm_is_refused(owner: User, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        alarm(owner, **changes)
    assert refused.value.code == f"automation.trigger.{code}"


def test_more_alarms_than_anybody_heeds_are_refused(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samphan.automation.services.triggers.MOST_TRIGGERS", 1)
    alarm(owner)
    with pytest.raises(services.TooManyTriggers):
        alarm(owner)
