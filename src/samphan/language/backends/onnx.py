"""A transformer of the firm's own reads sentiment: a folder with `model.onnx`, `tokenizer.json` and `labels.json`.

The graph takes `input_ids` and `attention_mask` (and `token_type_ids` where it asks for them), whole numbers (n, t),
and gives logits (n, k) as its first output. `labels.json` lists our labels in the order of those k columns; a label
the model does not know gets the share 0. Needs the extra `onnx` (onnxruntime, tokenizers).
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from samphan.kit.errors import N_, Refused
from samphan.language.backends import Floats
from samphan.language.labels import LABELS

try:
    import onnxruntime
    import tokenizers
except ImportError:  # the extra `onnx`
    IS_INSTALLED = False
else:
    IS_INSTALLED = True

_LONGEST_TOKENS = 256
_ONCE_EACH = N_("labels.json must list negative, neutral, positive and question, each once at most")
_UNREADABLE = N_("model.onnx or tokenizer.json cannot be read")
_BATCH = 16


class OnnxUnusable(Refused):
    code = "language.onnx.unusable"
    message = N_("The folder of the reading model cannot be used: {reason}")
    worded = ("reason",)


class OnnxSentiment:
    """A transformer in a folder, run on one thread.

    Parameters
    ----------
    folder : Path
        Where `model.onnx`, `tokenizer.json` and `labels.json` lie.

    Attributes
    ----------
    version : str
        "onnx-" and the first characters of the sha256 of the three files.

    Raises `OnnxUnusable` when a file is missing, cannot be read, or the extra is not installed.
    """

    def __init__(self, folder: Path) -> None:
        if not IS_INSTALLED:
            raise OnnxUnusable(reason=N_("onnxruntime and tokenizers are not installed (pip install samphan[onnx])"))
        files = [folder / name for name in ("model.onnx", "tokenizer.json", "labels.json")]
        if not all(file.is_file() for file in files):
            raise OnnxUnusable(reason=N_("it must hold model.onnx, tokenizer.json and labels.json"))
        self._columns = _columns(_listed(files[2]))
        digest = hashlib.sha256()
        for file in files:
            digest.update(file.read_bytes())
        self.version = f"onnx-{digest.hexdigest()[:12]}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(files[1]))
            self._session = onnxruntime.InferenceSession(str(files[0]), options, providers=["CPUExecutionProvider"])
            self._tokenizer.enable_truncation(_LONGEST_TOKENS)
            self._tokenizer.enable_padding()
            self._asked = {one.name for one in self._session.get_inputs()}
            # A graph that asks for something else, or has other labels, must not fail text by text.
            is_whole = bool(np.isfinite(self._batch(["ok"])).all())
        except Exception as error:  # both libraries raise classes of their own, and bare Exception
            raise OnnxUnusable(reason=_UNREADABLE) from error
        if not is_whole:
            raise OnnxUnusable(reason=_UNREADABLE)

    def probabilities(self, texts: Sequence[str], channels: Sequence[str] = ()) -> Floats:
        """Return shares (n, 4) in the order of `LABELS`."""
        answer = np.zeros((len(texts), len(LABELS)))
        # Texts of one length side by side: a batch costs as much as its longest text.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for at in range(0, len(order), _BATCH):
            places = order[at : at + _BATCH]
            answer[places] = self._batch([texts[place] for place in places])
        return answer

    def _batch(self, texts: list[str]) -> Floats:
        found = self._tokenizer.encode_batch(texts)
        offered = {
            "input_ids": [one.ids for one in found],
            "attention_mask": [one.attention_mask for one in found],
            "token_type_ids": [one.type_ids for one in found],
        }
        feeds = {name: np.array(rows, dtype=np.int64) for name, rows in offered.items() if name in self._asked}
        logits = np.asarray(self._session.run(None, feeds)[0], dtype=np.float64)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        answer = np.zeros((len(texts), len(LABELS)))
        answer[:, self._columns] = shares
        return answer


def _listed(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise OnnxUnusable(reason=_ONCE_EACH) from error


def _columns(labels: object) -> list[int]:
    """Return the place in `LABELS` of each column of the model."""
    if not isinstance(labels, list) or any(labels.count(label) > 1 or label not in LABELS for label in labels):
        raise OnnxUnusable(reason=_ONCE_EACH)
    if len(labels) < 2:
        raise OnnxUnusable(reason=N_("labels.json must list two labels at least"))
    return [LABELS.index(label) for label in labels]
