"""Every step of an import has its own address; without JavaScript the page is simply loaded again."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from samphan.imports import selectors, services
from samphan.imports.rules.rows import Problem
from samphan.kit.clock import now
from samphan.kit.errors import N_, Refused
from samphan.surveys.selectors.results import survey_summaries
from samphan.web.access import reader, screen
from samphan.web.formats import is_thai
from samphan.web.imports.wording import DELIMITERS, ENCODINGS, KINDS, STATES, outcome_pairs
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, render

if TYPE_CHECKING:
    from samphan.imports.models import ImportBatch

_HISTORY = 40


class NoFileChosen(Refused):
    code = "web.imports.no_file"
    message = N_("Choose a file first: CSV or XLSX.")


class EncodingNotKnown(Refused):
    code = "web.imports.encoding"
    message = N_("This encoding is not known. Please choose from the list.")


@screen("imports.read", methods=("GET",))
def imports(request: HttpRequest) -> HttpResponse:
    """Show where a file goes in, and every import so far."""
    return _start_page(request, kind=request.GET.get("kind", "customers"))


@screen("imports.write", methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and lead on to its columns."""
    kind = request.POST.get("kind", "")
    try:
        sent = request.FILES.get("file")
        if sent is None or kind not in dict(KINDS):
            raise NoFileChosen
        batch = services.create_batch(
            kind=kind,
            file_name=sent.name or "",
            content=cast(IO[bytes], sent),
            now=now(),
            actor_id=reader(request).pk,
        )
    except Refused as refused:
        return _start_page(request, kind=kind or "customers", error=refused.explain(_), status=UNPROCESSABLE)
    return redirect(request, "import_batch", batch.id)


@screen("imports.read")
def batch_page(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show an import at whatever step it is."""
    return _batch(request, _known(batch_id))


@screen("imports.write", methods=("POST",))
def columns(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Store what the columns mean and how the file is written."""
    batch = _known(batch_id)
    mapping = {
        field: heading
        for place, heading in enumerate(batch.headings)
        if (field := request.POST.get(f"column-{place}", ""))
    }
    try:
        encoding, delimiter = request.POST.get("encoding", ""), request.POST.get("delimiter", "")
        if encoding not in {"", batch.encoding, *dict(ENCODINGS)}:
            raise EncodingNotKnown
        services.configure_batch(
            batch_id=batch_id,
            mapping=mapping,
            encoding=encoding,
            delimiter="\t" if delimiter == "tab" else delimiter[:1],
            source=request.POST.get("source", "").strip(),
            survey_id=whole(request.POST.get("survey")),
        )
        if request.POST.get("then") == "check":
            services.start_batch(batch_id=batch_id, now=now(), is_rehearsal=True)
    except Refused as refused:
        return _batch(request, _known(batch_id), error=refused.explain(_), status=UNPROCESSABLE)
    return redirect(request, "import_batch", batch_id)


@screen("imports.write", methods=("POST",))
def check(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Count what would happen, without writing anything."""
    services.start_batch(batch_id=_known(batch_id).id, now=now(), is_rehearsal=True)
    return redirect(request, "import_batch", batch_id)


@screen("imports.write", methods=("POST",))
def run(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Import for good."""
    services.start_batch(batch_id=_known(batch_id).id, now=now(), is_rehearsal=False)
    return redirect(request, "import_batch", batch_id)


@screen("imports.write", methods=("POST",))
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take an import back."""
    services.start_undo(batch_id=_known(batch_id).id, now=now())
    return redirect(request, "import_batch", batch_id)


@screen("imports.read")
def error_file(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Download the rows that were left out, each with its reason."""
    batch = _known(batch_id)
    path = Path(batch.error_path) if batch.error_path else None
    if path is None or not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"errors-{batch.id}.csv", content_type="text/csv")


def _known(batch_id: int) -> ImportBatch:
    try:
        return selectors.get_batch(batch_id=batch_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _start_page(request: HttpRequest, *, kind: str, error: str = "", status: int = 200) -> HttpResponse:
    return render(
        request,
        "imports/list.html",
        status=status,
        batches=selectors.batches(limit=_HISTORY),
        kinds=KINDS,
        most_mb=settings.ENVIRONMENT.max_upload_mb,
        kind=kind,
        kind_names=dict(KINDS),
        states=STATES,
        error=error,
    )


def _batch(request: HttpRequest, batch: ImportBatch, *, error: str = "", status: int = 200) -> HttpResponse:
    is_moving = batch.state in {"checking", "running", "undoing"}
    is_mapping = batch.state in {"uploaded", "checked", "failed"}
    context: dict[str, Any] = {}
    if is_mapping and not is_moving:
        context = {
            "columns": selectors.columns(batch=batch),
            "fields": [(field.name, _(field.label)) for field in selectors.kind_fields(kind=batch.kind)],
            "missing": [[_(field.label) for field in group] for group in selectors.missing_fields(batch=batch)],
            "preview": [(row, _explained(row.problems)) for row in selectors.preview(batch=batch)],
            "earlier": selectors.earlier_batches(batch=batch),
            "surveys": _surveys() if batch.kind == "responses" else [],
            "encodings": ENCODINGS,
            "delimiters": DELIMITERS,
        }
    return render(
        request,
        "imports/batch.html",
        partial="imports/_progress.html",
        status=status,
        batch=batch,
        is_moving=is_moving,
        is_mapping=is_mapping,
        kind_name=dict(KINDS)[batch.kind],
        states=STATES,
        outcomes=outcome_pairs(batch),
        error=error,
        **context,
    )


def _surveys() -> list[tuple[int, str]]:
    """Return the surveys a file of responses may belong to."""
    surveys = [summary.survey for summary in survey_summaries(since=now())]
    return [(one.pk, one.name_th if is_thai() else one.name_en) for one in surveys]


def _explained(problems: dict[str, list[Problem]]) -> dict[str, str]:
    return {column: " ".join(problem.refusal.explain(_) for problem in found) for column, found in problems.items()}
