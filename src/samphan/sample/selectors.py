"""Whether the sample business is here, and how far a load or removal got."""

from django.db.models import QuerySet

from samphan.querying import compiled
from samphan.sample.models import LoadState, SampleLoad


def is_loaded() -> bool:
    """Say whether any row of the sample business is in this installation, so that every page can label it."""
    return bool(_loads())


@compiled
def _loads() -> QuerySet[SampleLoad, int]:
    return SampleLoad.objects.values_list("pk", flat=True)[:1]


def find_load() -> SampleLoad | None:
    """Return the state of the sample business, or None when there is none."""
    return SampleLoad.objects.first()


def is_busy() -> bool:
    """Say whether the sample is being loaded or removed right now."""
    return SampleLoad.objects.exclude(state=LoadState.LOADED).exists()
