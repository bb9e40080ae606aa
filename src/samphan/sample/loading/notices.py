"""What the bell shows on the day the story ends: unread notices about the cases on today's desk."""

from collections.abc import Iterator

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases.models import OPEN_STATES
from samphan.messaging.models import Notice
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.staff import Staff
from samphan.sample.loading.work import Work
from samphan.sample.story.loop import opening_text
from samphan.sample.story.shapes import Story


def load_notices(keeper: Keeper, story: Story, work: Work, staff: Staff) -> None:
    """Tell of new cases without an owner, of customers who wrote last, and of a message that did not arrive.

    Whoever runs the installation hears of the unowned cases too: nobody of the sample's staff can sign in to look.
    """
    owners = list(User.objects.filter(role=Role.OWNER, is_active=True).values_list("pk", flat=True))
    keeper.add([*_of_cases(story, work, staff, leads=[staff.user_ids[0], *owners]), *_of_failures(story, work, staff)])


def _of_cases(story: Story, work: Work, staff: Staff, *, leads: list[int]) -> Iterator[Notice]:
    for e, case_id in zip(story.episodes, work.case_ids, strict=True):
        if e.state not in OPEN_STATES:
            continue
        title = opening_text(e, english=story.people[e.person_index].language == "en")
        data = {"number": f"SP-{case_id}", "title": title}
        if e.agent_index is None:
            moments = [(user_id, "case_opened", e.opened_at) for user_id in leads]
        elif e.words and not e.words[-1].is_ours:
            moments = [(staff.user_ids[e.agent_index], "customer_replied", e.words[-1].at)]
        else:
            continue
        for user_id, kind, at in moments:
            key = f"sample:{kind}:{case_id}:{user_id}"
            yield Notice(
                user_id=user_id, kind=kind, subject_kind="case", subject_id=case_id, data=data, dedupe_key=key,
                created_at=at, mailed_at=at,
            )  # fmt: skip


def _of_failures(story: Story, work: Work, staff: Staff) -> Iterator[Notice]:
    for index, place, key in work.message_ids:
        e = story.episodes[index]
        at = e.words[place].at
        if e.words[place].is_undelivered:
            yield Notice(
                user_id=staff.user_ids[e.agent_index or 0], kind="message_failed", subject_kind="message",
                subject_id=key, dedupe_key=f"sample:message_failed:{key}", created_at=at, mailed_at=at,
            )  # fmt: skip
