"""Views people keep: a list of cases by name."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from samphan.cases.models import SavedView
from samphan.kit.errors import N_, Refused

MOST_VIEWS = 30
LONGEST_NAME = 40
LONGEST_QUERY = 20


class ViewNameWrong(Refused):
    """A name that is missing or too long for a tab."""

    code = "cases.view.name_wrong"
    message = N_("Give the view a name of 1 to {most} characters.")


class TooManyViews(Refused):
    """More views than anybody finds their way in."""

    code = "cases.view.too_many"
    message = N_("You keep {most} views already. Delete one first.")


@transaction.atomic
def keep_view(
    *, owner_id: int, name: str, query: Mapping[str, str], now: datetime, is_shared: bool = False
) -> SavedView:
    """Keep a list under a name; the same name again is the same view with other filters.

    `query` are the codes and numbers of the list's address. Raises ViewNameWrong and TooManyViews.
    """
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME:
        raise ViewNameWrong(most=LONGEST_NAME)
    kept = SavedView.objects.filter(owner_id=owner_id)
    if kept.exclude(name=words).count() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    codes = {key[:20]: value[:40] for key, value in list(query.items())[:LONGEST_QUERY] if value}
    values = {"query": codes, "is_shared": is_shared, "saved_at": now}
    view, _ = SavedView.objects.update_or_create(owner_id=owner_id, name=words, defaults=values)
    return view


@transaction.atomic
def drop_view(*, view_id: int, user_id: int, oversees: bool) -> None:
    """Delete one's own view, or as somebody who oversees the work any shared one; another's stays as it is."""
    view = SavedView.objects.filter(pk=view_id).first()
    if view is not None and (view.owner_id == user_id or (oversees and view.is_shared)):
        view.delete()
