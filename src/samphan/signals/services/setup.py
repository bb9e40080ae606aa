"""What is in force for reading: the reader a worker keeps, and every change of what it is made of."""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from samphan import language
from samphan.kit.errors import Refused
from samphan.kit.ids import new_token
from samphan.signals.models import FirmModel, FirmModelKind, FirmModelState, ReadingSetup
from samphan.signals.rules import KINDS_OF_TALK

logger = logging.getLogger(__name__)

_ONLY_ROW = 1
ONNX, LLM = "onnx", "llm"


def current_reader() -> "language.Reader":
    """Return the reader in force; one short query when nothing changed since this process last asked.

    Only workers and commands ask: it loads numpy and the model, which the web process must not.
    """
    known = ReadingSetup.objects.filter(pk=_ONLY_ROW).values_list("stamp", "versions").first()
    stamp, versions = known or ("", {})
    reader, own = _built(stamp, settings.ENVIRONMENT.onnx_folder)
    if versions != own:
        _note(versions=own, usual={talk: reader.prior_of(talk) for talk in KINDS_OF_TALK})
    return reader


@lru_cache(maxsize=2)
def _built(stamp: str, onnx_folder: Path | None) -> tuple["language.Reader", dict[str, str]]:
    """Return the reader of a setup, and what it calls itself by channel ("" for those without a prior of their own)."""
    row = ReadingSetup.objects.select_related("taxonomy").filter(pk=_ONLY_ROW, stamp=stamp).first()
    models = {one.kind: learnt(one) for one in FirmModel.objects.filter(state=FirmModelState.ACTIVE)}
    priors = {channel: entry["shares"] for channel, entry in row.priors.items()} if row else {}
    reader = language.Reader(
        backend=_backend(onnx_folder),
        taxonomy=language.Taxonomy.from_data(row.taxonomy.topics) if row and row.taxonomy else None,
        priors=priors,
        residual=models.get(FirmModelKind.SENTIMENT),
        head=models.get(FirmModelKind.TOPICS),
    )
    return reader, {channel: reader.version_for(channel) for channel in ("", *sorted(priors))}


def learnt(model: FirmModel) -> "Any | None":
    """Return what a version learnt, as the reader takes it; None when a release changed what it was learnt on."""
    kind: Any = language.Residual if model.kind == FirmModelKind.SENTIMENT else language.TopicHead
    try:
        return kind.from_bytes(bytes(model.body))
    except Refused as refused:
        logger.warning("version %s of %s is set aside until it is learnt anew: %s", model.number, model.kind, refused)
        return None


def _backend(onnx_folder: Path | None) -> "language.Sentiment | None":
    """Return the firm's own transformer; None, which means the model we ship, without one or when it is broken."""
    if onnx_folder is None:
        return None
    try:
        made = language.OnnxSentiment(onnx_folder)
    except Refused as refused:
        logger.error("the reading model in SAMPHAN_ONNX_FOLDER cannot be used: %s", refused)
        note_trouble(backend=ONNX, refused=refused)
        return None
    note_trouble(backend=ONNX, refused=None)
    return made


def note_trouble(*, backend: str, refused: Refused | None) -> None:
    """Keep what was wrong with a back-end last, for the screen that shows how it is; None: nothing any more."""
    row = ReadingSetup.objects.filter(pk=_ONLY_ROW).first()
    told = None if refused is None else {"code": refused.code, "reason": str(refused.facts.get("reason", ""))}
    if (row.trouble.get(backend) if row else None) == told:
        return
    with transaction.atomic():
        locked = lock_setup()
        kept = {name: entry for name, entry in locked.trouble.items() if name != backend}
        locked.trouble = kept if told is None else {**kept, backend: told}
        locked.save(update_fields=["trouble"])


def change_setup(change: Callable[[ReadingSetup], None]) -> ReadingSetup:
    """Change what is in force, in the caller's transaction; every worker's reader is built anew afterwards."""
    row = lock_setup()
    change(row)
    row.stamp = new_token(n_bytes=12)
    row.save()
    return row


def _note(*, versions: Mapping[str, str], usual: Mapping[str, list[float]]) -> None:
    with transaction.atomic():
        row = lock_setup()
        row.versions, row.usual = dict(versions), dict(usual)
        row.save(update_fields=["versions", "usual"])


def lock_setup() -> ReadingSetup:
    """Return what is in force, locked in the caller's transaction: changes of it follow one another."""
    defaults: dict[str, Any] = {"stamp": ""}
    ReadingSetup.objects.get_or_create(pk=_ONLY_ROW, defaults=defaults)
    return ReadingSetup.objects.select_for_update().get(pk=_ONLY_ROW)
