"""Agreements: who is promised something else than everybody, and since when."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import branch_tree, get_organisation
from samphan.customers.selectors import shown_name
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.promises.selectors import agreement_list, agreement_versions, find_agreement
from samphan.promises.services import save_agreement
from samphan.web.access import reader, screen
from samphan.web.formats import is_thai
from samphan.web.promises.agreement_form import METRIC_CODES, PRIORITIES, fields, shown, typed_in
from samphan.web.promises.views import METRICS, ON_CHANGE, target_words
from samphan.web.render import UNPROCESSABLE, redirect, render, toast
from samphan.web.segments import LANGUAGES, segment_words
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.accounts.models import Branch
    from samphan.promises.models import Agreement, AgreementVersion

CHANNEL_KINDS = {"email": N_("E-mail"), "file": N_("File")}


@screen("promises.read")
def agreements(request: HttpRequest) -> HttpResponse:
    """List who is promised something else, with what is in force now."""
    rows = [
        {"row": row, "scope": _scope(row.agreement), "targets": _targets(row.current or row.newest)}
        for row in agreement_list(now=clock.now())
    ]
    may_write = reader(request).may("promises.write")
    return render(request, "promises/agreements.html", rows=rows, may_write=may_write)


@screen("promises.write", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Add an agreement."""
    if request.method != "POST":
        return _form(request, {"on_change": "keep", "is_active": True, "targets": {}})
    return _save(request)


@screen("promises.write", methods=("GET", "POST"))
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Change an agreement: every save is a new edition."""
    found = find_agreement(agreement_id=agreement_id)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _form(request, shown(found, agreement_versions(agreement_id=agreement_id)[0]), found=found)
    return _save(request, found=found)


def _save(request: HttpRequest, *, found: "Agreement | None" = None) -> HttpResponse:
    typed, now = typed_in(request.POST), clock.now()
    try:
        save_agreement(
            **fields(typed, now=now, timezone=get_organisation().timezone),
            now=now,
            agreement_id=found.pk if found else None,
            is_active=typed["is_active"] or found is None,
            actor_id=reader(request).pk,
        )
    except Refused as refused:
        return _form(request, typed, found=found, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "promise_agreements")


def _form(
    request: HttpRequest,
    typed: dict[str, Any],
    *,
    found: "Agreement | None" = None,
    error: Refused | None = None,
) -> HttpResponse:
    return render(
        request,
        "promises/agreement.html",
        status=UNPROCESSABLE if error else 200,
        typed=typed,
        agreement=found,
        editions=agreement_versions(agreement_id=found.pk) if found else [],
        errors={error.code.removeprefix("promises.agreement."): error.explain(_)} if error else {},
        metrics=[(code, label(METRICS, code)) for code in METRIC_CODES],
        columns=[(column, _("Urgent") if priority else _("All")) for column, priority in PRIORITIES],
        branches=[(row.branch.pk, _branch_name(row.branch)) for row in branch_tree()],
        channels=[(code, _(name)) for code, name in CHANNEL_KINDS.items()],
        languages=LANGUAGES,
        changes=[(code, _(name)) for code, name in ON_CHANGE.items()],
    )


def _scope(agreement: "Agreement") -> list[str]:
    """Return whom an agreement is for, in words, the most specific first."""
    parts = []
    if agreement.customer is not None:
        parts.append(shown_name(agreement.customer))
    if agreement.segment is not None:
        parts.append(segment_words(agreement.segment))
    if agreement.branch is not None:
        parts.append(_branch_name(agreement.branch))
    if agreement.channel:
        parts.append(label(CHANNEL_KINDS, agreement.channel))
    return parts or [_("Everybody")]


def _targets(version: "AgreementVersion") -> list[str]:
    words = []
    for raw in version.targets:
        urgent = f" ({_('Urgent')})" if raw["priority"] == 1 else ""
        words.append(f"{label(METRICS, raw['metric'])}{urgent}: {target_words(raw.get('minutes'), raw.get('days'))}")
    return words


def _branch_name(branch: "Branch") -> str:
    return branch.name_th if is_thai() or not branch.name_en else branch.name_en
