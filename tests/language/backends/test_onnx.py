"""A transformer of the firm's own: a tiny real ONNX graph and a real tokenizer stand in for it."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from samphan.language import Reader
from samphan.language.backends import onnx as backend
from samphan.language.backends.onnx import OnnxSentiment, OnnxUnusable

WORDS = {"[PAD]": 0, "[UNK]": 1, "bad": 2, "good": 3, "why": 4, "ดี": 5}
LABELS = ["positive", "negative", "question"]
# A word's own logits by column of LABELS; the graph adds them up over the words of a text.
WEIGHTS = np.array(
    [[0, 0, 0], [0, 0, 0], [-2, 4, 0], [4, -2, 0], [0, 0, 5], [4, -2, 0]], dtype=np.float32
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a model that sums the logits of its words, masked, to a folder."""
    ids, mask = (
        helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "t"]) for n in ("input_ids", "attention_mask")
    )
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 3])
    nodes = [
        helper.make_node("Gather", ["weights", "input_ids"], ["each"]),
        helper.make_node("Cast", ["attention_mask"], ["flat"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["flat", "last"], ["kept"]),
        helper.make_node("Mul", ["each", "kept"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "along"], ["logits"], keepdims=0),
    ]
    constants = [
        numpy_helper.from_array(WEIGHTS, "weights"),
        numpy_helper.from_array(np.array([-1], np.int64), "last"),
        numpy_helper.from_array(np.array([1], np.int64), "along"),
    ]
    graph = helper.make_graph(nodes, "words", [ids, mask], [logits], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, str(tmp_path / "model.onnx"))
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "labels.json").write_text(json.dumps(LABELS))
    return tmp_path


def test_texts_get_the_shares_of_our_labels(folder: Path) -> None:
    texts = ["good", "bad bad bad", "why", "nothing known", "ดี"] * 7
    shares = OnnxSentiment(folder).probabilities(texts)
    assert shares.shape == (35, 4)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert shares[:3].argmax(axis=1).tolist() == [2, 0, 3]
    assert (shares[:, 1] == 0).all()  # the model knows no neutral
    expected = np.exp([4.0, -2.0, 0.0]) / np.exp([4.0, -2.0, 0.0]).sum()
    np.testing.assert_allclose(shares[0, [2, 0, 3]], expected, rtol=1e-6)
    np.testing.assert_allclose(shares[5:10], shares[:5])  # the batch it stands in makes no difference


def test_no_text_is_no_row(folder: Path) -> None:
    assert OnnxSentiment(folder).probabilities([]).shape == (0, 4)


def test_the_version_changes_with_any_of_the_files(folder: Path) -> None:
    before = OnnxSentiment(folder).version
    assert OnnxSentiment(folder).version == before
    (folder / "labels.json").write_text(json.dumps(["negative", "positive", "question"]))
    assert OnnxSentiment(folder).version != before


def test_a_reader_reads_with_it(folder: Path) -> None:
    reader = Reader(backend=OnnxSentiment(folder))
    reading = reader.read("this is good")
    assert reading.sentiment == "positive"
    assert reading.model_version.startswith("onnx-")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "labels.json"])
def test_a_folder_without_one_of_the_files_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(OnnxUnusable):
        OnnxSentiment(folder)


@pytest.mark.parametrize(
    "labels",
    [["negative", "angry"], ["negative", "negative"], ["negative"], {"a": 1}, "negative", [["negative"], "positive"]],
)
def test_labels_that_are_not_ours_are_refused(folder: Path, labels: object) -> None:
    (folder / "labels.json").write_text(json.dumps(labels))
    with pytest.raises(OnnxUnusable):
        OnnxSentiment(folder)


@pytest.mark.parametrize(
    ("name", "content"), [("model.onnx", b"no model"), ("tokenizer.json", b"{}"), ("labels.json", b"{")]
)
def test_a_broken_file_is_refused_in_words(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(OnnxUnusable):
        OnnxSentiment(folder)


@pytest.mark.parametrize("labels", [["negative", "positive"], ["negative", "neutral", "positive", "question"]])
def test_a_graph_with_other_columns_is_refused_before_it_reads(folder: Path, labels: list[str]) -> None:
    (folder / "labels.json").write_text(json.dumps(labels))
    with pytest.raises(OnnxUnusable):
        OnnxSentiment(folder)


def test_without_the_extra_it_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "IS_INSTALLED", False)
    with pytest.raises(OnnxUnusable, match="onnxruntime"):
        OnnxSentiment(folder)
