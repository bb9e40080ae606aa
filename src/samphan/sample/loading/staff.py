"""Branches, people who work there (who cannot sign in) and their teams."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from samphan.accounts.models import Absence, AbsenceReason, Branch, Team, User
from samphan.accounts.rules import whole_days
from samphan.accounts.selectors import firm_timezone
from samphan.sample.loading.keeper import Keeper
from samphan.sample.story import names

CODE_PREFIX = "S-"
_LABEL = "ตัวอย่าง"
# Who asks for days away, from so many days on.
_WANTS_DAYS, _FROM_DAY, _DAYS = 3, 6, 2


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Ids of the people and places of the story, by their place in its lists."""

    branch_ids: list[int]
    user_ids: list[int]
    team_ids: list[int]

    def team_of(self, branch_index: int) -> int:
        """Return the team that cares for a branch's customers."""
        return self.team_ids[names.BRANCHES[branch_index][4]]


def load_staff(keeper: Keeper, *, now: datetime) -> Staff:
    """Write branches, users and teams; codes and names say that they are samples."""
    branch_ids = keeper.add(
        [Branch(code=CODE_PREFIX + code, name_th=thai, name_en=english) for code, thai, english, *_ in names.BRANCHES]
    )
    team_of = {member: team for team, (_, members) in enumerate(names.TEAMS) for member in members}
    user_ids = keeper.add(
        [
            User(
                email=f"staff{index + 1}@sample.example.com",
                display_name=name,
                role=role,
                password=make_password(None),
                languages=["en", "th"] if index % 3 == 0 else ["th"],
                is_available=role == "agent",
                available_since_at=now if role == "agent" else None,
                created_at=now,
            )
            for index, (name, role) in enumerate(names.STAFF)
        ]
    )
    User.objects.filter(pk__in=user_ids[1:]).update(reports_to=user_ids[0])
    keeper.add([_asked_days(user_ids[_WANTS_DAYS], now)])
    team_ids = keeper.add([Team(name=f"{name} ({_LABEL})", lead_id=user_ids[0]) for name, _ in names.TEAMS])
    member = Team.members.through
    keeper.add([member(team_id=team_ids[team], user_id=user_ids[index]) for index, team in team_of.items()])
    return Staff(branch_ids=branch_ids, user_ids=user_ids, team_ids=team_ids)


def _asked_days(user_id: int, now: datetime) -> Absence:
    """Return days away that wait for the lead's word."""
    first = (now + timedelta(days=_FROM_DAY)).date()
    days = whole_days(first, first + timedelta(days=_DAYS - 1), timezone=firm_timezone())
    return Absence(
        user_id=user_id,
        starts_at=days.start,
        ends_at=days.end,
        reason=AbsenceReason.LEAVE,
        asked_at=now - timedelta(hours=3),
    )
