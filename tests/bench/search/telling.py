"""Lines and tables on the terminal."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def say(line: str) -> None:
    """A line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_machine() -> None:
    """When, and how busy the machine is: what the figures have to be read with."""
    loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
    say(f"{time.strftime('%H:%M:%S')}, {os.cpu_count()} cores, load averages {loads}")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds, and what came of it."""
    start = time.perf_counter()
    answer = work()
    return (time.perf_counter() - start) * 1000, answer


def p50(times: Sequence[float]) -> float:
    """The median."""
    return statistics.median(times)


def p95(times: Sequence[float]) -> float:
    """What 95 of a hundred stay under."""
    return sorted(times)[max(-(-len(times) * 95 // 100) - 1, 0)]


def spread(times: Sequence[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    return f"{p50(times):.2f} ({p95(times):.1f})" if times else "-"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A Markdown table with its columns in line."""
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(len(header))]
    for row in (header, ["-" * width for width in widths], *rows):
        say("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
