"""Writing every document afresh: asked for once, resumable, followed by whoever waits."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from samphan.jobs.services import enqueue
from samphan.search.models import Document, Rebuild
from samphan.search.selectors.vocabulary import is_stale, present_version
from samphan.search.services.census import take_census
from samphan.search.services.indexing import index_documents, remove_documents
from samphan.search.sources import NewDocument, Source, sources

_RUN = "samphan.search.tasks.rebuild_index"
# Documents written in one transaction: what a stopped worker repeats, and how often the page hears of it.
_STEP = 200
# Nothing takes this long; a rebuild that has not ended by then was given up by its jobs.
_GIVEN_UP_AFTER = timedelta(hours=12)


@transaction.atomic
def request_rebuild(*, now: datetime) -> Rebuild:
    """Ask for every document to be written afresh in the background, and return it.

    One that runs for the same words and rules is returned instead; one for older ones begins again.
    """
    Rebuild.objects.filter(is_running=True, asked_at__lt=now - _GIVEN_UP_AFTER).update(is_running=False)
    version = present_version()
    running = Rebuild.objects.select_for_update().filter(is_running=True).first()
    if running is not None and running.version == version:
        return running
    if running is not None:
        running.is_running = False
        running.save(update_fields=["is_running"])
    total = sum(source.count() for source in sources())
    try:
        with transaction.atomic():
            asked = Rebuild.objects.create(version=version, asked_at=now, total=total)
    except IntegrityError:  # somebody asked at the same moment
        return Rebuild.objects.get(is_running=True)
    enqueue(task=_RUN, arguments={"rebuild_id": asked.pk}, now=now)
    return asked


def rebuild_if_stale(*, now: datetime) -> Rebuild | None:
    """Ask for a rebuild when the index was cut by other words or rules than the present ones; None when it was not."""
    return request_rebuild(now=now) if is_stale() else None


def run_rebuild(*, rebuild_id: int, now: datetime, progress: Callable[[int, int], None] | None = None) -> None:
    """Carry a rebuild to its end from where it stands; one that was given up does nothing.

    Each step is a transaction of its own and says where the next begins: a worker that is stopped repeats at most one.
    `progress` hears (documents done, about how many there are). At the end what no source named goes.
    """
    while True:
        with transaction.atomic():
            rebuild = Rebuild.objects.select_for_update().filter(pk=rebuild_id, is_running=True).first()
            if rebuild is None:
                return
            all_sources = sources()
            if rebuild.source < len(all_sources):
                _step(rebuild, all_sources[rebuild.source], now)
            elif not _cut_again(rebuild, now):
                _finish(rebuild, now)
                break
        if progress is not None:
            progress(rebuild.done, rebuild.total)
    take_census(now=now)


def _step(rebuild: Rebuild, source: Source, now: datetime) -> None:
    documents, last_id = source.documents_after(after_id=rebuild.after_id, limit=_STEP)
    index_documents(documents=documents, now=now)
    _put_right(rebuild, source, documents, now)
    if last_id:
        rebuild.after_id = last_id
    else:
        rebuild.source, rebuild.after_id = rebuild.source + 1, 0
    rebuild.done += len(documents)
    rebuild.save(update_fields=["source", "after_id", "done"])


def _put_right(rebuild: Rebuild, source: Source, written: Sequence[NewDocument], now: datetime) -> None:
    """Write again what changed, or went, while it was cut: the reaction to that change may have been quicker than we.

    A change that comes after this second look finds our rows locked, and writes after us.
    """
    if not written:
        return
    present, _last_id = source.documents_after(after_id=rebuild.after_id, limit=_STEP)
    index_documents(documents=set(present) - set(written), now=now)
    gone = {one.object_id for one in written} - {one.object_id for one in present}
    remove_documents(kind=source.kind, object_ids=gone)


def _cut_again(rebuild: Rebuild, now: datetime) -> bool:
    """Cut the next documents of kinds that no source names, from what is kept of them; say whether there were any."""
    named = [source.kind for source in sources()]
    rows = Document.objects.exclude(kind__in=named).filter(indexed_at__lt=rebuild.asked_at).order_by("pk")[:_STEP]
    kept = [NewDocument(**{field.name: getattr(row, field.name) for field in fields(NewDocument)}) for row in rows]
    index_documents(documents=kept, now=now)
    return bool(kept)


def _finish(rebuild: Rebuild, now: datetime) -> None:
    """End a rebuild: what a source did not name this time is there no more."""
    named = [source.kind for source in sources()]
    Document.objects.filter(kind__in=named, indexed_at__lt=rebuild.asked_at).delete()
    rebuild.is_running, rebuild.finished_at = False, now
    rebuild.save(update_fields=["is_running", "finished_at"])
