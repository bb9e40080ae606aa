"""Publishing what we promise and how we did."""

from datetime import datetime

from django.db import transaction

from samphan.promises.models import PublicPage


@transaction.atomic
def switch_public_page(*, is_on: bool, actor_id: int | None, now: datetime) -> None:
    """Show the page for customers, or take it away; who did it and when is kept."""
    PublicPage.objects.update_or_create(
        is_singleton=True, defaults={"is_on": is_on, "changed_by_id": actor_id, "changed_at": now}
    )
