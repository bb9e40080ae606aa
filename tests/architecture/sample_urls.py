"""One sample value for each name a URL takes; a URL with a new name fails until its sample stands here."""

from collections.abc import Iterable

# Numbers and tokens that exist nowhere: who may pass is decided before anything is looked up.
_SAMPLES: dict[str, object] = {
    "absence_id": 999_999,
    "agreement_id": 999_999,
    "batch_id": 999_999,
    "clock_id": 999_999,
    "promise_code": "no-such-promise",
    "branch_id": 999_999,
    "calendar_id": 999_999,
    "case_id": 999_999,
    "channel_id": 999_999,
    "correction_id": 999_999,
    "customer_id": 999_999,
    "fact_id": 999_999,
    "credit_id": 999_999,
    "idea_id": 999_999,
    "incident_id": 999_999,
    "service_id": 999_999,
    "terms_id": 999_999,
    "journey_id": 999_999,
    "stage_id": 999_999,
    "touchpoint_id": 999_999,
    "wording_id": 999_999,
    "redesign_id": 999_999,
    "reply_id": 999_999,
    "item_id": 999_999,
    "side_id": 999_999,
    "job_id": 999_999,
    "key_id": 999_999,
    "link_id": 999_999,
    "message_id": 999_999,
    "problem_id": 999_999,
    "signal_id": 999_999,
    "story_id": 999_999,
    "survey_id": 999_999,
    "synonym_id": 999_999,
    "team_id": 999_999,
    "theme_id": 999_999,
    "trial_id": 999_999,
    "trigger_id": 999_999,
    "user_id": 999_999,
    "version_id": 999_999,
    "view_id": 999_999,
    "word_id": 999_999,
    "code": "nothing",
    "kind": "nothing",
    "measure": "nothing",
    "token": "no-such-token",
}

# Views of libraries, which carry no mark of ours and decide for themselves (see web.middleware).
LIBRARY_URLS = frozenset({"account_login", "account_logout", "account_inactive"})


def sample_arguments(names: Iterable[str]) -> dict[str, object]:
    """Return the arguments to reverse a URL with; raises KeyError for a name without a sample."""
    return {name: _SAMPLES[name] for name in names}
