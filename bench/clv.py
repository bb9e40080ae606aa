"""The CLV chain beside its peers: `python -m bench.clv [--cdnow CDNOW_sample.txt.gz] [--customers 100000 1000000]`.

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
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # bench and samphan, whatever the folder

from bench.clv_log import CDNOW_UNTIL, LAST_DAY, write_cdnow, write_log

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


class Log(NamedTuple):
    """A Parquet file of purchases: customers with keys from 0, and the last day of observation."""

    path: Path
    customers: int
    until: date


def main() -> None:
    """Simulate, run every tool, print the tables and the targets."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cdnow", type=Path, default=None, help="CDNOW_sample.txt.gz, to begin with the real one")
    options.add_argument("--customers", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
    options.add_argument("--folder", type=Path, default=None, help="keep the simulated logs here")
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    results: dict[int, dict[str, dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        warm = _simulated(folder, WARM)
        if chosen.cdnow:
            path = Path(scratch) / "cdnow.parquet"
            customers = write_cdnow(path, chosen.cdnow)
            _print_table("CDNOW", _beside(Log(path, customers, CDNOW_UNTIL), warm, chosen.runs))
        for n in chosen.customers:
            results[n] = _beside(_simulated(folder, n), warm, chosen.runs)
            _print_table(f"{n:,} customers", results[n])
    print()
    _print_targets(results)


def _beside(log: Log, warm: Log, runs: int) -> dict[str, dict[str, Any]]:
    """Return each tool's result; peers are not asked for ten million, which is beyond their memory."""
    tools = ["ours"]
    if log.customers <= 1_000_000:
        tools += [name for name in ("lifetimes", "pymc_marketing") if importlib.util.find_spec(name)]
    return {tool: _run(tool, log, warm, runs if tool == "ours" else 1) for tool in tools}


def _simulated(folder: Path, customers: int) -> Log:
    path = folder / f"clv-{customers}.parquet"
    if not path.exists():
        rows = write_log(path, customers)
        print(f"simulated {customers:,} customers, {rows:,} purchases", flush=True)
    return Log(path, customers, LAST_DAY)


def _run(tool: str, log: Log, warm: Log, runs: int) -> dict[str, Any]:
    one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    done = subprocess.run(
        [sys.executable, "-m", "bench.clv_chain", tool, *map(str, log), *map(str, warm), str(runs)],
        env=os.environ | one_thread | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{tool} with {log.customers:,} customers failed:\n{done.stderr[-2000:]}")
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    made["cpu"]["chain"] = sum(made["cpu"].get(step, 0.0) for step in STEPS)
    return made


def _print_table(title: str, made: dict[str, dict[str, Any]]) -> None:
    ours = made["ours"]
    print(f"\n{title} ({ours['groups']:,} groups), CPU seconds")
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
