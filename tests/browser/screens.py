"""Every screen of the house, in one table: the browser tests walk it, `make screenshots` pictures it.

A new screen adds a line. `path` may be a function of the `Cast`, for addresses that hold an id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.db.models import F

from samphan.accounts.models import BoardLink, Branch, Team, User
from samphan.accounts.selectors import board_url, digest_stop_url
from samphan.accounts.services import make_board_link
from samphan.automation.models import RuleTree, Trigger
from samphan.automation.recipes import RECIPES, branch_of
from samphan.automation.services import TriggerWords, look_at_trigger, save_draft, save_trigger
from samphan.cases.models import CannedReply, Case, CaseState, Idea, Problem, Story
from samphan.cases.rules.checklists import NewItem
from samphan.cases.selectors import cause_weights, checklist_items, idea_token, kept_views, story_token
from samphan.cases.services import (
    ProblemWords,
    TrialPlan,
    answer_for_story,
    ask_aside,
    ask_for_story,
    keep_view,
    label_case,
    link_cases,
    move_problem,
    open_problem,
    publish_story,
    request_trial,
    run_trial,
    save_closing_settings,
    save_release,
    suggest_idea_as_colleague,
    tick_item,
    vote_as_customer,
    write_aside,
    write_story,
)
from samphan.customers.models import Customer
from samphan.insights.services import set_goal
from samphan.journeys.models import Touchpoint
from samphan.kit.clock import now
from samphan.promises.models import Agreement, Calendar, Clock
from samphan.promises.services import save_agreement, switch_public_page
from samphan.signals.models import Signal
from samphan.surveys.models import Invitation, Survey
from samphan.surveys.selectors import invitation_token
from tests.browser.disturbed import (
    ended_incident_id,
    open_incident_id,
    some_terms_path,
    with_status_page,
)


@dataclass(frozen=True)
class Cast:
    """Who and what the pictured world holds."""

    owner: User
    case_id: int
    customer_id: int
    survey_id: int
    survey_path: str


@dataclass(frozen=True)
class Screen:
    """One screen: its name, its address, and whether a guest sees it."""

    name: str
    path: str | Callable[[Cast], str]
    is_public: bool = False

    def address(self, cast: Cast) -> str:
        """Return where this screen is in the pictured world."""
        return self.path if isinstance(self.path, str) else self.path(cast)


def _tried_draft(cast: Cast) -> str:
    """Return a draft with a recipe before its twin, which is warned about, and one signal led through it."""
    tree = RuleTree.objects.get(code="feedback")
    draft = tree.versions.filter(state="draft").first()
    if draft is None:
        recipe = branch_of(RECIPES[0], promise_codes=("feedback_resolve",)) | {"id": RECIPES[0].code}
        body = {"branches": [recipe, *tree.versions.get(state="active").body["branches"]]}
        draft = save_draft(tree_id=tree.pk, body=body, revision=tree.revision, now=now(), actor_id=cast.owner.pk)
    unhappy = Signal.objects.filter(submission_kind="response", scale="nps", score__lte=3).order_by("-pk").first()
    return f"/rules/{draft.pk}/" + (f"?signal=response-{unhappy.submission_id}" if unhappy else "")


SCREENS = (
    Screen("sign-in", "/sign-in/", is_public=True),
    Screen("first-run-start", "/first-run/start/"),
    Screen("today", "/"),
    Screen("today-team", "/?view=team"),
    Screen("wallboard", lambda cast: board_path(cast.owner), is_public=True),
    Screen("digest-stop", lambda cast: urlsplit(digest_stop_url(cast.owner.pk)).path, is_public=True),
    Screen("inbox", "/inbox/"),
    Screen("inbox-thread", lambda cast: f"/inbox/?tab=mine&case={cast.case_id}"),
    Screen("cases", lambda cast: with_desk(cast, "/cases/")),
    Screen("cases-filter", lambda cast: with_desk(cast, "/cases/?view=open&filters=1")),
    Screen("case", lambda cast: with_desk(cast, f"/cases/{cast.case_id}/")),
    Screen("case-snooze", lambda cast: f"/cases/{cast.case_id}/snooze/"),
    Screen("case-merge", lambda cast: f"/cases/{cast.case_id}/merge/"),
    Screen("case-replies", lambda cast: f"/cases/{cast.case_id}/replies/"),
    Screen("case-aside", lambda cast: f"/cases/{cast.case_id}/aside/"),
    Screen("customers", "/customers/"),
    Screen("customer", lambda cast: f"/customers/{cast.customer_id}/"),
    Screen("search", "/search/results/"),
    Screen("surveys", "/surveys/"),
    Screen("survey", lambda cast: f"/surveys/{cast.survey_id}/"),
    Screen("survey-new", "/surveys/new/"),
    Screen("survey-preview", lambda cast: f"/surveys/{cast.survey_id}/preview/"),
    Screen("survey-send", lambda cast: f"/surveys/{cast.survey_id}/send/"),
    Screen("reading-check", "/readings/check/"),
    Screen("rules", "/rules/"),
    Screen("rule", _tried_draft),
    Screen("rule-branch", lambda cast: f"{_tried_draft(cast).partition('?')[0]}branches/{RECIPES[0].code}/"),
    Screen("alarms", lambda cast: "/rules/alarms/" if pictured_alarm(cast) else ""),
    Screen("alarm", lambda cast: f"/rules/alarms/{pictured_alarm(cast)}/"),
    Screen("alarm-edit", lambda cast: f"/rules/alarms/{pictured_alarm(cast)}/edit/"),
    Screen("promises", "/promises/"),
    Screen("promise-agreements", "/promise-agreements/"),
    Screen("promise-agreement", lambda _cast: f"/promise-agreements/{Agreement.objects.values_list('pk')[0][0]}/"),
    Screen("promise-report", "/promise-report/"),
    Screen("promise-clock", lambda _cast: f"/promise-clocks/{paused_clock()}/"),
    Screen("our-promises", "/our-promises/", is_public=True),
    Screen("incidents", "/incidents/"),
    Screen("incident", lambda _cast: f"/incidents/{open_incident_id()}/"),
    Screen("incident-over", lambda _cast: f"/incidents/{ended_incident_id()}/"),
    Screen("incident-new", "/incidents/new/"),
    Screen("incident-notices", "/incidents/notices/"),
    Screen("status", lambda cast: with_status_page(cast.owner), is_public=True),
    Screen("credits", "/credits/"),
    Screen("credit-terms", "/credits/terms/"),
    Screen("credit-terms-one", lambda _cast: some_terms_path()),
    Screen("services", "/services/"),
    Screen("problems", "/problems/"),
    Screen("problem", lambda cast: f"/problems/{fixed_problem(cast.owner)}/"),
    Screen("problem-edit", lambda cast: f"/problems/{fixed_problem(cast.owner)}/edit/"),
    Screen("problem-release", lambda cast: f"/problems/{fixed_problem(cast.owner)}/release/"),
    Screen("recovery", "/recovery/"),
    Screen("stories", lambda cast: with_story(cast, "/stories/")),
    Screen("story-consent", lambda cast: f"/stories/of/{story_token(told_story(cast).pk, 1)}/", is_public=True),
    Screen("our-stories", lambda cast: with_story(cast, "/our-stories/"), is_public=True),
    Screen("ideas", lambda cast: "/ideas/" if pictured_idea(cast) else ""),
    Screen("idea-new", "/ideas/new/"),
    Screen("idea", lambda cast: f"/ideas/{pictured_idea(cast)}/"),
    Screen("idea-board", lambda cast: f"/ideas/of/{idea_token(cast.customer_id)}/", is_public=True),
    Screen("journey", lambda _cast: f"/journey/{a_touchpoint().stage.journey_id}/"),
    Screen("journey-touchpoint", lambda _cast: f"/journey/touchpoints/{a_touchpoint().pk}/"),
    Screen("journey-touchpoint-edit", lambda _cast: f"/journey/touchpoints/{a_touchpoint().pk}/edit/"),
    Screen("journey-redesign", lambda _cast: f"/journey/{a_touchpoint().stage.journey_id}/redesign/"),
    Screen("imports", "/imports/"),
    Screen("insights", "/insights/"),
    Screen("insights-retention", "/insights/retention/"),
    Screen("insights-value", "/insights/value/"),
    Screen("insights-at-risk", "/insights/value/at-risk/"),
    Screen("insights-behaviour", "/insights/behaviour/"),
    Screen("insights-drivers", "/insights/drivers/"),
    Screen("insights-topics", "/insights/topics/"),
    Screen("insights-topic-texts", "/insights/topics/texts/?topic=*"),
    Screen("insights-themes", "/insights/themes/"),
    Screen("insights-economics", "/insights/economics/"),
    Screen("insights-how", "/insights/how/"),
    Screen("preferences", "/preferences/"),
    Screen("settings", "/settings/"),
    Screen("settings-business", "/settings/business/"),
    Screen("settings-people", "/settings/people/"),
    Screen("settings-person", lambda cast: f"/settings/people/{cast.owner.pk}/"),
    Screen("settings-teams", "/settings/teams/"),
    Screen("settings-team", lambda _cast: f"/settings/teams/{Team.objects.order_by('pk').values_list('pk')[0][0]}/"),
    Screen("settings-routing", "/settings/routing/"),
    Screen("routing-trial", "/routing/"),
    Screen("settings-branches", "/settings/branches/"),
    Screen("settings-branch", lambda _cast: f"/settings/branches/{Branch.objects.values_list('pk')[0][0]}/"),
    Screen("settings-calendars", "/settings/calendars/"),
    Screen("settings-calendar", lambda _cast: f"/settings/calendars/{Calendar.objects.values_list('pk')[0][0]}/"),
    Screen("settings-channels", "/settings/channels/"),
    Screen("settings-causes", "/settings/causes/"),
    Screen("settings-loop", "/settings/loop/"),
    Screen("settings-asking", "/settings/asking/"),
    Screen("settings-closing", "/settings/closing/"),
    Screen("settings-replies", "/settings/replies/"),
    Screen("settings-reply", lambda _cast: f"/settings/replies/{CannedReply.objects.get(seed='refund').pk}/"),
    Screen("settings-goal", "/settings/goal/"),
    Screen("settings-boards", lambda cast: "/settings/boards/" if board_path(cast.owner) else ""),
    Screen("settings-reading", "/settings/reading/"),
    Screen("settings-topics", "/settings/reading/topics/"),
    Screen("settings-search", "/settings/search/"),
    Screen("settings-keys", "/settings/keys/"),
    Screen("settings-failed", "/settings/failed/"),
    Screen("settings-sample", "/settings/sample/"),
    Screen("survey-page", lambda cast: cast.survey_path, is_public=True),
    Screen("not-found", "/nothing-here/", is_public=True),
)


def board_path(owner: User) -> str:
    """Return the path of the wallboard's link in the pictured world."""
    link = BoardLink.objects.first()
    if link is None:
        link = make_board_link(name="ครัว", language="th", theme="auto", created_by_id=owner.pk, now=now())
    return urlsplit(board_url(link.pk)).path


def a_touchpoint() -> Touchpoint:
    """Return a touchpoint of the sample's journey that a survey measures."""
    return Touchpoint.objects.filter(survey__isnull=False).select_related("stage").order_by("pk")[0]


def with_desk(cast: Cast, path: str) -> str:
    """Return an address of a desk in use: a labelled case linked with another, a list that is kept."""
    if not kept_views(user_id=cast.owner.pk):
        label_case(case_id=cast.case_id, add=["รออะไหล่"], actor_id=cast.owner.pk, now=now())
        other = Case.objects.exclude(pk=cast.case_id).order_by("-pk")[0]
        link_cases(case_id=cast.case_id, other_id=other.pk, actor_id=cast.owner.pk, now=now())
        query = {"view": "open", "priority": "1"}
        keep_view(owner_id=cast.owner.pk, name="ด่วนทั้งหมด", query=query, is_shared=True, now=now())
    return path


def paused_clock() -> int:
    """Return a clock whose ledger has a wait in it, or any."""
    waiting = Clock.objects.filter(state="paused").values_list("pk", flat=True).first()
    return waiting or Clock.objects.values_list("pk", flat=True)[0]


def pictured_alarm(cast: Cast) -> int:
    """Return an alarm of the pictured world that is on and opened a case, with three weeks of history."""
    known = Trigger.objects.values_list("pk", flat=True).first()
    if known is not None:
        return known
    words = TriggerWords(
        name="NPS ทั้งบริษัทต่ำกว่าเป้า",
        measure="nps",
        side="below",
        level=60,
        window_days=90,
        owner_id=cast.owner.pk,
        opens="case",
    )
    alarm = save_trigger(words=words, actor_id=cast.owner.pk, now=now())
    for days in range(20, -1, -1):
        look_at_trigger(trigger_id=alarm.pk, now=now() - timedelta(days=days))
    return alarm.pk


def told_story(cast: Cast) -> Story:
    """Return the story of the pictured world, which its customer agreed to and everybody can read."""
    known = Story.objects.first()
    if known is not None:
        return known
    ended_well = Case.objects.filter(state=CaseState.VERIFIED, customer__isnull=False).order_by("-pk")[0]
    story = write_story(
        case_id=ended_well.pk,
        title="แอร์ไม่เย็นสามวัน จบในเช้าวันเดียว",
        body="ช่างเลื่อนนัดสองครั้ง ทีมงานโทรขอโทษ ส่งหัวหน้าช่างเข้าไปเอง และแจ้งล่วงหน้าทุกครั้งตั้งแต่นั้นมา",
        actor_id=cast.owner.pk,
        now=now(),
        is_named=True,
    )
    ask_for_story(story_id=story.pk, now=now())
    answer_for_story(story_id=story.pk, revision=story.revision, agrees=True, now=now())
    return publish_story(story_id=story.pk, actor_id=cast.owner.pk, now=now())


def with_story(cast: Cast, path: str) -> str:
    """Return an address that shows a story, once there is one."""
    told_story(cast)
    return path


def pictured_idea(cast: Cast) -> int:
    """Return an idea of the pictured world, which a colleague and a customer stand behind."""
    known = Idea.objects.values_list("pk", flat=True).first()
    if known is not None:
        return known
    title, body = "แจ้งชื่อช่างและเบอร์โทรก่อนวันนัด", "ลูกค้าจะได้รู้ว่าใครจะเข้ามา และโทรถามได้เอง"
    idea = suggest_idea_as_colleague(user_id=cast.owner.pk, title=title, body=body, now=now())
    vote_as_customer(idea_id=idea.pk, customer_id=cast.customer_id, is_for=True, now=now())
    return idea.pk


def fixed_problem(owner: User) -> int:
    """Return the problem of the pictured world: its most frequent cause, fixed two months ago and written about."""
    known = Problem.objects.values_list("pk", flat=True).first()
    if known is not None:
        return known
    at = now() - timedelta(days=60)
    heaviest = max(cause_weights(since=at - timedelta(days=300)), key=lambda weight: weight.cases)
    words = ProblemWords(
        title="ช่างเลื่อนนัดโดยไม่แจ้ง",
        cause_codes=[heaviest.code],
        owner_id=owner.pk,
        expected_effect="เคสลดลงครึ่งหนึ่งภายใน 3 เดือน",
    )
    problem = open_problem(words=words, actor_id=owner.pk, now=now())
    for state in ("fixing", "fixed"):
        move_problem(problem_id=problem.pk, state=state, actor_id=owner.pk, now=at)
    save_release(
        problem_id=problem.pk,
        you_said={"th": "เลื่อนนัดแล้วไม่มีใครแจ้งล่วงหน้า", "en": "My appointment was moved and nobody told me."},
        we_did={"th": "ระบบส่งข้อความแจ้งทุกครั้งที่นัดเปลี่ยน", "en": "Every change is now announced by message."},
        actor_id=owner.pk,
        now=at,
    )
    return problem.pk


def publish_promises() -> None:
    """Agree something with the frequent customers, and show everybody what is promised."""
    save_agreement(
        name="ลูกค้าประจำ",
        targets=[
            {"metric": "first_response", "minutes": 120},
            {"metric": "first_response", "minutes": 30, "priority": 1},
            {"metric": "resolve", "days": 1},
        ],
        segment={"and": [{">=": [{"var": "order_count"}, 5]}]},
        now=now(),
        valid_from=now(),
    )
    switch_public_page(is_on=True, actor_id=None, now=now())


def try_routing(owner: User) -> None:
    """Play last week again with one more person."""
    agents = User.objects.filter(role="agent", is_active=True)
    plan = TrialPlan(
        capacity=dict(agents.values_list("pk", "capacity")),
        extra=1,
        extra_capacity=20,
        hours=[["09:00", "18:00"]],
        ramp_limit=5,
        ramp_minutes=10,
    )
    run_trial(trial_id=request_trial(plan=plan, actor_id=owner.pk, now=now()).pk)


def furnish_desk(owner: User, case: Case) -> None:
    """Give the pictured case a checklist with a tick, and questions to colleagues: one answered, one that waits."""
    things = (("โทรยืนยันกับลูกค้า", "Call the customer", True), ("แจ้งสาขา", "Tell the branch", False))
    items = [NewItem(item_id=None, text_th=th, text_en=en, is_required=must) for th, en, must in things]
    save_closing_settings(kind=case.kind, required=("branch", "note"), items=items, now=now())
    first = checklist_items(kind=case.kind)[0]
    tick_item(case_id=case.pk, item_id=first.pk, is_done=True, actor_id=owner.pk, now=now())
    colleague = User.objects.filter(role="agent", is_active=True).order_by("pk").first() or owner
    subject, question = "คิวช่างสัปดาห์นี้", "มีช่างว่างเช้าวันอาทิตย์ไหม ลูกค้ารอมาสองรอบแล้ว"
    asked = {"case_id": case.pk, "subject": subject, "body": question, "author_id": owner.pk, "now": now()}
    side = ask_aside(user_id=colleague.pk, idempotency_key="pictured", **asked)
    write_aside(
        case_id=case.pk,
        side_id=side.pk,
        body="มีค่ะ เช้า 10:30 จองไว้ให้แล้ว",
        author_id=colleague.pk,
        idempotency_key="pictured-answer",
        now=now(),
    )
    ask_aside(email="parts@supplier.example", idempotency_key="pictured-mail", **asked | {"subject": "อะไหล่รุ่น AC-18"})


def cast_of(owner: User) -> Cast:
    """Return the people and things the screens show: an open case of the owner's, its customer, a survey."""
    cases = Case.objects.filter(customer__isnull=False).order_by(
        F("conversation_id").desc(nulls_last=True), F("first_contact_at").desc(nulls_last=True), "-excerpt", "-pk"
    )
    shown = cases.filter(state=CaseState.OPEN).first() or cases.first()
    if shown is not None:
        Case.objects.filter(pk=shown.pk).update(owner=owner)
    survey = Survey.objects.filter(is_active=True).order_by("pk")[0]
    asked = Invitation.objects.filter(survey=survey, response__isnull=True, sent_at__isnull=False).order_by("-pk")[0]
    publish_promises()
    set_goal(target=40, by_date=None, now=now())
    try_routing(owner)
    if shown is not None:
        furnish_desk(owner, shown)
    Invitation.objects.filter(pk=asked.pk).update(expires_at=now() + timedelta(days=30))
    customer_id = shown.customer_id if shown else Customer.objects.values_list("pk", flat=True).first()
    asked = Invitation.objects.create(
        survey=survey, customer_id=customer_id, created_at=now(), sent_at=now(), expires_at=now() + timedelta(days=30)
    )
    return Cast(
        owner=owner,
        case_id=shown.pk if shown else 0,
        customer_id=customer_id or 0,
        survey_id=survey.pk,
        survey_path=f"/s/{invitation_token(asked.pk)}/",
    )
