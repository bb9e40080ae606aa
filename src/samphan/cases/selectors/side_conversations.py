"""Reading what other departments were asked about a case."""

from dataclasses import dataclass, field

from samphan.cases.models import SideConversation, SideMessage

MOST_MESSAGES = 200


@dataclass(frozen=True, kw_only=True)
class SideThread:
    """One side conversation with its messages, oldest first."""

    side: SideConversation
    messages: list[SideMessage] = field(default_factory=list)

    @property
    def asked(self) -> str:
        """Whom was asked: a team, a colleague or an address."""
        side = self.side
        if side.asked_team is not None:
            return side.asked_team.name
        return side.asked_user.display_name if side.asked_user else side.asked_email


def side_threads(*, case_id: int) -> list[SideThread]:
    """Return the side conversations of a case, each with its messages, in the order they were opened: one query."""
    rows = SideMessage.objects.filter(side__case_id=case_id).select_related(
        "author", "letter", "side__asked_team", "side__asked_user", "side__opened_by"
    )
    threads: dict[int, SideThread] = {}
    for message in list(rows.order_by("-pk")[:MOST_MESSAGES])[::-1]:
        threads.setdefault(message.side_id, SideThread(side=message.side)).messages.append(message)
    return list(threads.values())
