"""Cases: one page of a list, newest activity first."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from samphan.api.keys import let_in
from samphan.api.problems import FieldError, invalid
from samphan.cases.selectors import CaseFilter, CasePage, case_list
from samphan.kit import clock

router = Router()
NOBODY = 0


class CaseOut(Schema):
    """One case; `number` is the name people call it by, priority 1 is the most urgent."""

    id: int
    number: str
    kind: str
    state: str
    priority: int
    title: str
    customer_id: int | None
    owner_id: int | None
    team_id: int | None
    branch_id: int | None
    opened_at: datetime
    due_at: datetime | None
    resolved_at: datetime | None
    last_activity_at: datetime


class CasesOut(Schema):
    """A page; give `next_after` as `after` for the next one, it is empty on the last."""

    items: list[CaseOut]
    next_after: str


class CasesQuery(Schema):
    """Which cases."""

    view: Literal["open", "unassigned", "near_breach", "all"] = "open"
    state: str = Field("", max_length=16)
    kind: str = Field("", max_length=16)
    owner_id: int | None = None
    branch_id: int | None = None
    limit: int = Field(25, ge=1, le=100)
    after: str = Field("", max_length=80)


@router.get("/cases", response=CasesOut, url_name="cases", summary="A page of cases")
def cases(request: HttpRequest, query: Query[CasesQuery]) -> CasePage:
    """Return one page of cases."""
    let_in(request.headers.get("Authorization", ""), scope="cases.read")
    shown = CaseFilter(
        view=query.view, state=query.state, kind=query.kind, owner_id=query.owner_id, branch_id=query.branch_id
    )
    try:
        return case_list(shown=shown, user_id=NOBODY, now=clock.now(), after=query.after, limit=query.limit)
    except ValueError as error:
        raise invalid([FieldError("after", "Give the next_after of the page before, unchanged.")]) from error
