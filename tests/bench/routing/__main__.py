"""The table: for each day and engine what was served, vehicles, cost, gap to the best known, CPU-seconds, memory."""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import routing
from tests.bench.routing.generated import KINDS

SUFFIXES = (".txt", ".json", ".json.gz")


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine made of one day. ``answer`` None: it failed, and ``said`` is its last line."""

    answer: dict[str, Any] | None
    said: str
    cpu_s: float
    peak_mb: int


def run(engine: str, seconds: float, name: str) -> Run:
    """The engine in a process of its own. CPU-seconds of it and its children; memory of the largest of them."""
    with tempfile.TemporaryFile("w+") as answers, tempfile.TemporaryFile("w+") as errors:
        command = [sys.executable, "-m", "tests.bench.routing.engines", engine, str(seconds), name]
        process = subprocess.Popen(command, stdout=answers, stderr=errors)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        answers.seek(0)
        errors.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        said = (errors.read().strip().splitlines() or [""])[-1][:100]
        answer = json.load(answers) if process.returncode == 0 else None
        return Run(answer, said, cpu, usage.ru_maxrss // 1024)


def checked(checker: Path, name: str, stops: dict[str, Any]) -> str:
    """What the external checker says."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as paper:
        json.dump(stops, paper)
        paper.flush()
        done = subprocess.run(
            [sys.executable, str(checker), name, paper.name], capture_output=True, text=True, check=False
        )
    verdict = json.loads(done.stdout)
    return "ok" if verdict["feasible"] else "; ".join(verdict["faults"])


def _against(answer: dict[str, Any], best: dict[str, str] | None) -> str:
    """Vehicles over the best known, and the gap of the cost."""
    if best is None:
        return "–"
    more = int(answer["vehicles"]) - int(best["vehicles"])
    return f"{more:+d}, {100 * (answer['cost'] / float(best['cost']) - 1):+.1f} %"


def row(name: str, engine: str, one: Run, best: dict[str, str] | None, verdict: str) -> str:
    """A line of the table."""
    short = Path(name).name.split(".")[0]
    if one.answer is None:
        return f"| {short} | {engine} | failed: {one.said} | | | | {one.cpu_s:.1f} | {one.peak_mb} | |"
    answer = one.answer
    check = "; ".join(answer["violations"]) or "ok"
    return (
        f"| {short} | {engine} | {answer['served']}/{answer['jobs']} | {answer['vehicles']} | {answer['cost']:.2f} "
        f"| {_against(answer, best)} | {one.cpu_s:.1f} | {one.peak_mb} | {check}{verdict} {answer['note']} |"
    )


def names_of(paths: Iterable[Path], generated: int) -> list[str]:
    """Files of the folders given, and made days of every kind."""
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if file.name.endswith(SUFFIXES)
    ]
    made = [f"made:{kind}:{generated}:{seed}" for kind in KINDS for seed in (1, 2)] if generated else []
    return [str(file) for file in files] + made


def main(argv: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.routing", description=routing.__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path, default=[Path(os.environ.get("ROUTING_DATA", "."))])
    parser.add_argument("--seconds", type=float, default=5.0, help="CPU-seconds for each plan")
    parser.add_argument("--engines", default="ours,vroom", help="of ours, vroom, pyvrp, ortools")
    parser.add_argument("--checker", type=Path, help="a program that takes an instance and a plan (JSON)")
    parser.add_argument("--best", type=Path, help="CSV with instance, vehicles, cost")
    parser.add_argument("--generated", type=int, default=0, help="also made days of every kind with so many jobs")
    options = parser.parse_args(argv)
    known: dict[str, dict[str, str]] = {}
    if options.best:
        with options.best.open(newline="") as file:
            known = {line["instance"]: line for line in csv.DictReader(file)}
    titles = ("instance", "engine", "served", "vehicles", "cost", "over best known", "CPU-s", "MB", "checks")
    sys.stdout.write(f"| {' | '.join(titles)} |\n|{'---|' * len(titles)}\n")
    for name in names_of(options.paths, options.generated):
        for engine in options.engines.split(","):
            one = run(engine, options.seconds, name)
            verdict = ""
            if options.checker and one.answer and one.answer["stops"]:
                verdict = f", {checked(options.checker, name, one.answer['stops'])}"
            best = known.get(Path(name).name.split(".")[0])
            sys.stdout.write(row(name, engine, one, best, verdict) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
