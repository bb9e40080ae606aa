"""What a reading costs: texts a CPU second, beside a transformer of the usual size, and what loading takes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from bench.measured import Row
from samphan.language.sentiment import shipped_model
from samphan.language.training.data import wisesight

# RoBERTa-base: layers, width, heads, inner width, words; and the mean length of a Wisesight message in its tokens.
LAYERS, WIDTH, HEADS, INNER, VOCABULARY, TOKENS = 12, 768, 12, 3072, 25_005, 29
RUNS = 30
LOADING = """
import time
from pathlib import Path
start = time.process_time()
from samphan.language.sentiment import shipped_model
shipped_model().probabilities(["ดีมาก", "very good", "แย่"], ["survey", "survey", "social"])
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(time.process_time() - start, int(peak.split()[1]) / 1024)
"""


def rows(data: Path) -> Iterator[Row]:
    """Yield the figures; one thread, all in one run, so that their ratios mean something on a busy machine."""
    texts = list(wisesight(data).texts)
    read, channels = shipped_model().probabilities, ["survey", "social"] * len(texts)
    read(texts[:500], channels[:500])
    batch = _rate(lambda: read(texts, channels[: len(texts)]), len(texts))
    alone = _rate(lambda: [read([text], channels[:1]) for text in texts[:2_000]], 2_000)
    peer = _rate(_transformer(), 1)
    yield Row(name="texts a CPU second, in a batch", value=batch, limit=5_000)
    yield Row(name="texts a CPU second, one at a time", value=alone)
    yield Row(name="a RoBERTa-base-size transformer", value=peer, note="fp32, one thread, random weights, 29 tokens")
    yield Row(name="times a RoBERTa, in a batch", value=batch / peer, limit=300)
    yield Row(name="times a RoBERTa, one at a time", value=alone / peer)
    seconds, megabytes = _loading()
    yield Row(
        name="loading, CPU seconds", value=seconds, limit=0.3, at_least=False, note="numpy, all three tables, word list"
    )
    yield Row(name="memory of the process, MB", value=megabytes, limit=120, at_least=False)


def _rate(work: Callable[[], object], count: int) -> float:
    start = time.process_time()
    work()
    return count / (time.process_time() - start) if count > 1 else _repeated(work)


def _repeated(work: Callable[[], object]) -> float:
    start = time.process_time()
    for _ in range(RUNS):
        work()
    return RUNS / (time.process_time() - start)


def _loading() -> tuple[float, float]:
    """Return the fastest of five starts, in CPU seconds from the first import, and its largest memory."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    starts = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", LOADING], env=environment, capture_output=True, text=True, check=True
        )
        starts.append(tuple(map(float, done.stdout.split())))
    return min(starts)


def _transformer() -> Callable[[], object]:
    """Return one reading of a message by an encoder of RoBERTa-base's size with random weights."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(_encoder().SerializeToString(), options, ["CPUExecutionProvider"])
    tokens = np.random.default_rng(0).integers(0, VOCABULARY, (1, TOKENS))
    session.run(None, {"tokens": tokens})
    return lambda: session.run(None, {"tokens": tokens})


class _Graph:
    """Nodes and weights of an encoder as they are added; each method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[object] = []
        self.weights: list[object] = []
        self._chance = np.random.default_rng(1)

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, values: np.ndarray) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def linear(self, x: str, given: int, wanted: int) -> str:
        weight = self.constant(self._chance.normal(0, 0.02, (given, wanted)).astype(np.float32))
        return self.add("Add", self.add("MatMul", x, weight), self.constant(np.zeros(wanted, np.float32)))

    def normed(self, x: str) -> str:
        one, zero = self.constant(np.ones(WIDTH, np.float32)), self.constant(np.zeros(WIDTH, np.float32))
        return self.add("LayerNormalization", x, one, zero, axis=-1)

    def heads(self, x: str, order: tuple[int, ...]) -> str:
        shape = self.constant(np.array([1, TOKENS, HEADS, WIDTH // HEADS], np.int64))
        return self.add("Transpose", self.add("Reshape", self.linear(x, WIDTH, WIDTH), shape), perm=order)

    def layer(self, x: str) -> str:
        asked, keys, values = self.heads(x, (0, 2, 1, 3)), self.heads(x, (0, 2, 3, 1)), self.heads(x, (0, 2, 1, 3))
        scale = self.constant(np.float32((WIDTH // HEADS) ** -0.5).reshape(1))
        attention = self.add("Softmax", self.add("Mul", self.add("MatMul", asked, keys), scale), axis=-1)
        together = self.add("Transpose", self.add("MatMul", attention, values), perm=(0, 2, 1, 3))
        flat = self.add("Reshape", together, self.constant(np.array([1, TOKENS, WIDTH], np.int64)))
        x = self.normed(self.add("Add", x, self.linear(flat, WIDTH, WIDTH)))
        inner = self.add("Gelu", self.linear(x, WIDTH, INNER))
        return self.normed(self.add("Add", x, self.linear(inner, INNER, WIDTH)))


def _encoder() -> object:
    graph = _Graph()
    chance = np.random.default_rng(2)
    table = graph.constant(chance.normal(0, 0.02, (VOCABULARY, WIDTH)).astype(np.float32))
    x = graph.normed(graph.add("Gather", table, "tokens"))
    for _ in range(LAYERS):
        x = graph.layer(x)
    first = graph.add("Gather", x, graph.constant(np.array(0, np.int64)), axis=1)
    scores = graph.linear(first, WIDTH, 4)
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, TOKENS])
    out = helper.make_tensor_value_info(scores, TensorProto.FLOAT, [1, 4])
    made = helper.make_graph(graph.nodes, "encoder", [tokens], [out], graph.weights)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
