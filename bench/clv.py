"""The CLV chain beside its peers: `python -m bench.clv [--customers 100000 1000000] [--folder PATH]`.

From a Parquet log of purchases to each customer's 12-month value: summary, BG/NBD, Gamma-Gamma, P(alive), purchases in
26 weeks, CLV; and Pareto/NBD beside it. Every tool runs in a process of its own on the same file, with one thread to
each library; figures are CPU seconds of the best run, after one on a small log so that imports and compiling are told
apart. Prints the ratios, the targets they must reach, and the goals beyond.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.clv_log import write_log

STEPS = ("summary", "groups", "fit", "spend", "score", "clv")
WARM = 3_000
# What must be reached, and the goal beyond: (customers, figure, target, goal).
RATIOS = (
    (1_000_000, "chain", "lifetimes", 80, 150),
    (1_000_000, "chain", "pymc_marketing", 45, 100),
    (1_000_000, "clv", "lifetimes", 300, 300),
    (100_000, "pareto", "lifetimes", 200, 500),
)
TEN_MILLION_SECONDS = 6.0


def main() -> None:
    """Simulate, run every tool, print the tables and the targets."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, nargs="+", default=[2_357, 100_000, 1_000_000, 10_000_000])
    options.add_argument("--folder", type=Path, default=None)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        warm = _log(folder, WARM)
        results = {n: _beside(folder, n, warm, chosen.runs) for n in chosen.customers}
    for customers, made in results.items():
        _print_table(customers, made)
    print()
    _print_targets(results)


def _beside(folder: Path, customers: int, warm: Path, runs: int) -> dict[str, dict[str, Any]]:
    """Return each tool's result; peers are not asked for ten million, which is beyond their memory."""
    log = _log(folder, customers)
    tools = ["ours"]
    if customers <= 1_000_000:
        tools += [name for name in ("lifetimes", "pymc_marketing") if importlib.util.find_spec(name)]
    return {tool: _run(tool, log, customers, warm, runs if tool == "ours" else 1) for tool in tools}


def _log(folder: Path, customers: int) -> Path:
    path = folder / f"clv-{customers}.parquet"
    if not path.exists():
        rows = write_log(path, customers)
        print(f"simulated {customers:,} customers, {rows:,} purchases", flush=True)
    return path


def _run(tool: str, log: Path, customers: int, warm: Path, runs: int) -> dict[str, Any]:
    one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    done = subprocess.run(
        [sys.executable, "-m", "bench.clv_chain", tool, log, str(customers), warm, str(WARM), str(runs)],
        env=os.environ | one_thread | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{tool} with {customers:,} customers failed:\n{done.stderr[-2000:]}")
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    made["cpu"]["chain"] = sum(made["cpu"].get(step, 0.0) for step in STEPS)
    return made


def _print_table(customers: int, made: dict[str, dict[str, Any]]) -> None:
    ours = made["ours"]
    print(f"\n{customers:,} customers ({ours['groups']:,} groups), CPU seconds")
    print(
        f"{'':16}" + "".join(f"{tool:>16}" for tool in made) + "".join(f"{'x ' + t:>18}" for t in made if t != "ours")
    )
    for step in (*STEPS, "chain", "pareto"):
        row = [m["cpu"].get(step) for m in made.values()]
        cells = "".join(f"{'-' if cpu is None else f'{cpu:.4f}':>16}" for cpu in row)
        ratios = "".join(f"{'-' if cpu is None else f'{cpu / row[0]:.1f}':>18}" for cpu in row[1:])
        print(f"{step:16}{cells}{ratios}")
    print(f"{'loading':16}" + "".join(f"{m['loading']:16.2f}" for m in made.values()))
    print(f"{'megabytes':16}" + "".join(f"{m['megabytes']:16d}" for m in made.values()))
    for what in ("alive", "coming", "value"):
        print(f"{'sum ' + what:16}" + "".join(f"{m['sums'][what]:16.2f}" for m in made.values()))
    for tool, one in made.items():
        shown = {k: [round(v, 6) for v in p.values()] for k, p in one["parameters"].items() if p}
        print(f"{tool}: {shown}")


def _print_targets(results: dict[int, dict[str, dict[str, Any]]]) -> None:
    for customers, step, peer, target, goal in RATIOS:
        name = f"{step} at {customers:,} customers, times {peer}"
        theirs = results.get(customers, {}).get(peer, {}).get("cpu", {}).get(step)
        if theirs is None:
            print(f"{name}: not run (target {target}, goal {goal})")
            continue
        reached = theirs / results[customers]["ours"]["cpu"][step]
        print(f"{name}: {reached:.0f} (target {target}: {'reached' if reached >= target else 'MISSED'}; goal {goal})")
    big = results.get(10_000_000)
    if big:
        cpu = big["ours"]["cpu"]
        rest = cpu["chain"] - cpu["summary"]
        met = "reached" if cpu["chain"] <= TEN_MILLION_SECONDS else "MISSED"
        print(f"10,000,000 customers end to end: {cpu['chain']:.2f} CPU-s (target {TEN_MILLION_SECONDS}: {met})")
        print(f"  without the summary: {rest:.2f} CPU-s (goal 1.0)")


if __name__ == "__main__":
    main()
