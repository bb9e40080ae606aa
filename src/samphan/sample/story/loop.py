"""The life of a case: owner, tries, words, cause, action, and whether the customer confirms."""

import random
from datetime import datetime, timedelta

from samphan.sample.story import names, words
from samphan.sample.story.chance import after_work, pick
from samphan.sample.story.shapes import Asked, Check, Episode, Person, Step, Story, Try, Words

PATIENCE = timedelta(days=3)
_ANSWERS_CHECK = 0.62
_BY_MESSAGE = 0.42
# Repairs take so many working minutes at most; what is open today is no old neglect.
RECENT = timedelta(days=12)
_LONGEST, _LONGEST_TODAY = 4200, 600
# Chance that a customer confirms the first, second and any later repair; nobody says "no" for ever.
_CONFIRMS = (0.80, 0.93, 1.0)
_SILENT_ENDS = 2
_GLAD = 9


def from_answer(story: Story, asked_index: int, branch_index: int, trouble: str, chance: random.Random) -> Episode:
    """Return the case an unhappy answer opens, with nothing done yet."""
    asked = story.asked[asked_index]
    if asked.answered_at is None or asked.score is None:
        raise ValueError("only an answer opens a case")
    return Episode(
        person_index=asked.person_index,
        asked_index=asked_index,
        branch_index=branch_index,
        trouble=trouble,
        opened_at=asked.answered_at + timedelta(seconds=chance.randint(2, 50)),
        score=asked.score,
        scale="csat" if asked.survey == "csat" else "nps",
        said=asked.comment,
    )


def from_review(story: Story, review_index: int, trouble: str, chance: random.Random) -> Episode:
    """Return the case a review of few stars opens, with nothing done yet."""
    review = story.reviews[review_index]
    return Episode(
        person_index=review.person_index,
        review_index=review_index,
        branch_index=review.branch_index,
        trouble=trouble,
        opened_at=review.at + timedelta(seconds=chance.randint(2, 50)),
        score=review.stars,
        scale="stars",
        said=review.text,
    )


def live(story: Story, episode: Episode, *, now: datetime, chance: random.Random) -> Episode:
    """Let a case be lived up to `now` and no further; it and its checks join the story."""
    person = story.people[episode.person_index]
    episode_index = len(story.episodes)
    story.episodes.append(episode)
    if _take(episode, now, chance) and _contact(episode, person, now, chance) and _fix(episode, person, now, chance):
        _confirm(story, episode, episode_index, now, chance)
    return episode


def reach(episode: Episode, at: datetime, code: str, now: datetime, *, check_number: int = 0) -> bool:
    """Note a step of a case unless it lies ahead; say whether it happened."""
    if at >= now:
        return False
    episode.steps.append(Step(at=at, code=code, check_number=check_number))
    return True


def _take(episode: Episode, now: datetime, chance: random.Random) -> bool:
    if now - episode.opened_at < timedelta(days=1) and chance.random() < 0.4:
        return False
    at = episode.opened_at + timedelta(seconds=1)
    team = names.TEAMS[names.BRANCHES[episode.branch_index][4]][1]
    if not reach(episode, at, "assigned", now):
        return False
    episode.agent_index, episode.assigned_at = chance.choice(team), at
    return True


def _contact(episode: Episode, person: Person, now: datetime, chance: random.Random) -> bool:
    """Reach the customer by phone or message; most within the promised hour of working time."""
    at = after_work(episode.opened_at, min(chance.lognormvariate(3.1, 1.0), 400))
    if chance.random() < 0.25:
        if at >= now:
            return False
        episode.tries.append(Try(at=at, channel="phone", outcome="no_answer", note=chance.choice(words.ATTEMPT_NOTES)))
        at = after_work(at, chance.uniform(15, 200))
    if at >= now:
        return False
    if chance.random() < _BY_MESSAGE and person.email:
        _talk(episode, person, at, now, chance)
    else:
        episode.tries.append(Try(at=at, channel="phone", outcome="reached", note=""))
    episode.contacted_at = at
    return reach(episode, at, "contacted", now)


def _talk(episode: Episode, person: Person, at: datetime, now: datetime, chance: random.Random) -> None:
    body = chance.choice(words.AGENT_MESSAGES).format(name=person.nickname or person.first_name)
    episode.words.append(Words(at=at, is_ours=True, body=body))
    answer_at = at + timedelta(minutes=int(5 + chance.expovariate(1 / 90)))
    if chance.random() < 0.7 and answer_at < now:
        episode.words.append(Words(at=answer_at, is_ours=False, body=chance.choice(words.CUSTOMER_REPLIES)))


def _fix(episode: Episode, person: Person, now: datetime, chance: random.Random) -> bool:
    """Find the cause, act, tell the customer."""
    contacted = episode.contacted_at or episode.opened_at
    if chance.random() < 0.3:
        episode.note = chance.choice(words.CASE_NOTES)
    cause_at = after_work(contacted, chance.uniform(5, 240))
    if not reach(episode, cause_at, "cause", now):
        return False
    episode.has_cause = True
    longest = _LONGEST_TODAY if now - episode.opened_at < RECENT else _LONGEST
    resolved_at = after_work(cause_at, min(chance.lognormvariate(6.4, 1.0), longest))
    action_at = cause_at + (resolved_at - cause_at) * 0.6
    if not reach(episode, action_at, "action", now):
        episode.state = "waiting" if chance.random() < 0.3 else "open"
        return False
    episode.action = chance.choice(words.ACTIONS[episode.trouble])
    episode.cost_baht = chance.choice(words.ACTION_COST_BAHT[episode.trouble])
    if not reach(episode, resolved_at, "resolved", now):
        return False
    episode.told = chance.choice(words.TOLD)
    if episode.words:
        body = chance.choice(words.AGENT_CLOSING).format(name=person.nickname or person.first_name)
        episode.words.append(Words(at=resolved_at, is_ours=True, body=body))
    episode.state, episode.resolved_at = "resolved", resolved_at
    return True


def _confirm(story: Story, episode: Episode, episode_index: int, now: datetime, chance: random.Random) -> None:
    """Ask whether it is solved until the customer confirms or stays silent twice; a "no" is repaired once more."""
    asked_at = (episode.resolved_at or now) + timedelta(seconds=5)
    silences = 0
    while silences < _SILENT_ENDS:
        if asked_at >= now:
            return
        number = len(episode.checks) + 1
        check = ask(story, episode, episode_index, asked_at)
        reach(episode, asked_at, "asked", now, check_number=number)
        answered_at = asked_at + timedelta(minutes=int(20 + chance.expovariate(1 / 500)))
        if chance.random() < _ANSWERS_CHECK and answered_at < asked_at + PATIENCE:
            if answered_at >= now or _answer(story, episode, check, answered_at, now, chance):
                return
            asked_at, silences = (episode.resolved_at or now) + timedelta(seconds=5), 0
            continue
        if asked_at + PATIENCE >= now:
            return
        check.outcome = "silent"
        silences += 1
        asked_at += PATIENCE + timedelta(minutes=1)
    if reach(episode, asked_at, "silent", now):
        episode.state, episode.closed_at = "silent", asked_at


def ask(story: Story, episode: Episode, episode_index: int, asked_at: datetime) -> Check:
    """Ask the customer whether a case is solved; the ask joins the story."""
    resolution = episode.reopened_count + 1
    tries = sum(check.resolution_number == resolution for check in episode.checks)
    check = Check(asked_index=len(story.asked), asked_at=asked_at, resolution_number=resolution, try_number=tries + 1)
    story.asked.append(
        Asked(
            person_index=episode.person_index,
            survey="verification",
            purchase_index=None,
            episode_index=episode_index,
            channel="email",
            sent_at=asked_at,
        )
    )
    episode.checks.append(check)
    return check


def _answer(
    story: Story, episode: Episode, check: Check, at: datetime, now: datetime, chance: random.Random
) -> bool:  # fmt: skip
    """Take the answer to a check; say whether the telling of the case ends with it."""
    number = len(episode.checks)
    is_solved = chance.random() < _CONFIRMS[min(number, len(_CONFIRMS)) - 1]
    again = after_work(at, chance.uniform(60, 700))
    if not is_solved and again >= now:
        return True  # that "no" has not come yet: what is open again today is told by the desk
    score = pick(chance, [(10, 4.0), (9, 3.0), (8, 2.0), (7, 1.0)] if is_solved else [(3, 1.0), (2, 1.0), (5, 1.0)])
    take_answer(story, check, score=score, at=at)
    if is_solved:
        check.outcome, episode.state, episode.closed_at = "confirmed", "verified", at
        if score >= _GLAD and chance.random() < 0.3:
            story.asked[check.asked_index].comment = chance.choice(words.PRAISE["recovered"].thai)
        reach(episode, at, "verified", now, check_number=number)
        return True
    check.outcome = "failed"
    episode.reopened_count += 1
    reach(episode, at, "reopened", now, check_number=number)
    reach(episode, again, "resolved", now)
    episode.resolved_at = again
    return False


def take_answer(story: Story, check: Check, *, score: int, at: datetime) -> None:
    """Note what the customer answered to a check, on both sides."""
    asked = story.asked[check.asked_index]
    check.answered_at = asked.answered_at = at
    check.score = asked.score = score


def was_repaired(episode: Episode | None) -> bool:
    """Say whether a customer has reason to forgive."""
    return episode is not None and episode.state == "verified"


def opening_text(episode: Episode, *, english: bool) -> str:
    """Return what the case is called: the customer's own words, or what the score says."""
    if episode.said:
        return episode.said[:200]
    return f"Score {episode.score} without a comment" if english else f"ให้ {episode.score} คะแนน ไม่มีข้อความ"
