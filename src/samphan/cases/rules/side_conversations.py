"""Side conversations, pure: whose word is an answer, and what a question waits for."""

from collections.abc import Collection

LONGEST_SUBJECT = 160
LONGEST_BODY = 10_000


def is_answer(
    *, author_id: int | None, opened_by_id: int, asked_user_id: int | None, asked_member_ids: Collection[int]
) -> bool:
    """Say whether a message answers: it came by mail, or from whoever was asked, but not from who asked.

    `asked_member_ids` are the members of the asked team, empty when no team was asked.
    """
    if author_id is None:
        return True
    return author_id != opened_by_id and (author_id == asked_user_id or author_id in asked_member_ids)


def state_after(*, answers: bool) -> str:
    """Return where a side conversation stands after a message: answered, or waiting for whoever was asked."""
    return "answered" if answers else "waiting"
