"""The CLV chain beside its peers: `python -m bench.clv [--cdnow CDNOW_sample.txt.gz] [--customers 100000 1000000]`.

PyMC-Marketing needs other versions than ours, so it has an environment of its own, and `--pymc` names its interpreter:
`python -m venv pymc && pymc/bin/pip install pymc-marketing==0.19.2 pyarrow`, then `--pymc pymc/bin/python`.

From a Parquet log of purchases to each customer's 12-month value: summary, BG/NBD, Gamma-Gamma, P(alive), purchases in
26 weeks, CLV; and Pareto/NBD beside it. Every tool runs in a process of its own on the same file, with one thread to
each library; figures are CPU seconds of the best run, after one on a small log so that imports and compiling are told
apart. The tools take turns, twice, since a shared machine is slow for minutes at a time. Prints the ratios, the targets
they must reach, and the goals beyond; ends with 1 when a target is missed.
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

ROOT = Path(__file__).resolve().parent.parent
STEPS = ("summary", "groups", "fit", "spend", "score", "clv")
WARM, TURNS = 3_000, 2
PYMC = "pymc_marketing"
# What must be reached, and the goal beyond: (customers, figure, target, goal).
RATIOS = (
    (1_000_000, "chain", "lifetimes", 80, 150),
    (1_000_000, "chain", PYMC, 45, 100),
    (1_000_000, "clv", "lifetimes", 300, 300),
    (100_000, "pareto", "lifetimes", 200, 500),
)
TEN_MILLION_SECONDS, TEN_MILLION_GOAL = 6.0, 1.0


class Log(NamedTuple):
    """A Parquet file of purchases: customers with keys from 0, and the last day of observation."""

    path: Path
    customers: int
    until: date


def main() -> int:
    """Simulate, run every tool, print the tables and the targets; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cdnow", type=Path, default=None, help="CDNOW_sample.txt.gz, to begin with the real one")
    options.add_argument("--customers", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
    options.add_argument("--folder", type=Path, default=None, help="keep the simulated logs here")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--pymc", type=Path, default=None, help="a Python that has PyMC-Marketing, to run it as well")
    chosen = options.parse_args()
    results: dict[int, dict[str, dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        warm = _simulated(folder, WARM)
        if chosen.cdnow:
            path = Path(scratch) / "cdnow.parquet"
            customers = write_cdnow(path, chosen.cdnow)
            _print_table("CDNOW", _beside(Log(path, customers, CDNOW_UNTIL), warm, chosen.runs, chosen.pymc))
        for n in chosen.customers:
            results[n] = _beside(_simulated(folder, n), warm, chosen.runs, chosen.pymc)
            _print_table(f"{n:,} customers", results[n])
    print()
    return 0 if _print_targets(results) else 1


def _beside(log: Log, warm: Log, runs: int, pymc: Path | None) -> dict[str, dict[str, Any]]:
    """Return each tool's result; peers are not asked for ten million, which is beyond their memory."""
    tools = {"ours": (runs, Path(sys.executable))}
    if log.customers <= 1_000_000:
        if importlib.util.find_spec("lifetimes"):
            tools["lifetimes"] = (1, Path(sys.executable))
        if pymc is not None:
            tools[PYMC] = (1, pymc)
    turns = [{tool: _run(tool, log, warm, *how) for tool, how in tools.items()} for _ in range(TURNS)]
    return {tool: _cheapest([turn[tool] for turn in turns]) for tool in tools}


def _cheapest(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one result of the same work with what each step cost at its cheapest."""
    kept = dict(results[0])
    for figure in ("cpu", "fixed"):
        kept[figure] = {step: min(one[figure][step] for one in results) for step in kept[figure]}
    return kept


def _simulated(folder: Path, customers: int) -> Log:
    path = folder / f"clv-{customers}.parquet"
    if not path.exists():
        rows = write_log(path, customers)
        print(f"simulated {customers:,} customers, {rows:,} purchases", flush=True)
    return Log(path, customers, LAST_DAY)


def _run(tool: str, log: Log, warm: Log, runs: int, python: Path) -> dict[str, Any]:
    """Run one tool in its interpreter; another one than this finds bench here, and its libraries at its own place."""
    one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    places = sys.path if str(python) == sys.executable else [str(ROOT)]
    done = subprocess.run(
        [str(python), "-m", "bench.clv_chain", tool, *map(str, log), *map(str, warm), str(runs)],
        env=os.environ | one_thread | {"PYTHONPATH": os.pathsep.join(places), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{tool} with {log.customers:,} customers failed:\n{done.stderr[-2000:]}")
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for costs in (made["cpu"], made["fixed"]):
        costs["chain"] = sum(costs.get(step, 0.0) for step in STEPS)
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
    print(f"{'chain of ' + f'{WARM:,}':16}" + "".join(f"{m['fixed']['chain']:16.4f}" for m in made.values()))
    print(f"{'loading':16}" + "".join(f"{m['loading']:16.2f}" for m in made.values()))
    print(f"{'megabytes':16}" + "".join(f"{m['megabytes']:16d}" for m in made.values()))
    for what in ("alive", "coming", "value"):
        print(f"{'sum ' + what:16}" + "".join(f"{m['sums'][what]:16.2f}" for m in made.values()))
    for tool, one in made.items():
        shown = {k: [round(v, 6) for v in p.values()] for k, p in one["parameters"].items() if p}
        print(f"{tool}: {shown}")


def _print_targets(results: dict[int, dict[str, dict[str, Any]]]) -> bool:
    """Print what was reached beside what must be and the goal beyond; limits of seconds are the most allowed.

    Returns whether everything that was run reached its target.
    """
    kept = []
    print(f"{'':58}{'reached':>10}{'must be':>10}{'':10}{'goal':>8}")
    for customers, step, peer, target, goal in RATIOS:
        made = results.get(customers, {})
        theirs = made.get(peer, {}).get("cpu", {}).get(step)
        ratio = None if theirs is None else theirs / made["ours"]["cpu"][step]
        kept.append(_print_target(f"{step} at {customers:,} customers, times {peer}", ratio, target, goal))
        if ratio is not None and peer == PYMC:
            ratio = (theirs - made[peer]["fixed"][step]) / made["ours"]["cpu"][step]
            kept.append(_print_target(f"  the same without what {WARM:,} customers cost it", ratio, target, goal))
    cpu = results.get(10_000_000, {}).get("ours", {}).get("cpu")
    whole, rest = (None, None) if cpu is None else (cpu["chain"], cpu["chain"] - cpu["summary"])
    kept.append(_print_target("10,000,000 customers end to end, CPU-s", whole, TEN_MILLION_SECONDS, None, at_most=True))
    _print_target("  without the summary, CPU-s", rest, None, TEN_MILLION_GOAL, at_most=True)
    return all(kept)


def _print_target(
    name: str, reached: float | None, target: float | None, goal: float | None, *, at_most: bool = False
) -> bool:
    def keeps(limit: float | None) -> bool:
        return limit is None or reached is None or (reached <= limit if at_most else reached >= limit)

    def cell(limit: float | None, missed: str) -> str:
        if limit is None:
            return f"{'-':>10}{'':10}"
        return f"{limit:10g} {'' if reached is None else 'yes' if keeps(limit) else missed:9}"

    shown = "not run" if reached is None else f"{reached:.2f}"
    print(f"{name:58}{shown:>10}{cell(target, 'MISSED')}{cell(goal, 'not yet')}")
    return keeps(target)


if __name__ == "__main__":
    sys.exit(main())
