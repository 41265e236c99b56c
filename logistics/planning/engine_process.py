"""A process of its own for an engine: question and answer as JSON, a wall clock, a memory limit, and a way to stop it.

The child (``python -m MODULE``) reads one question on stdin and writes lines of JSON on stdout: as many of progress as
it likes (``{"stage": ..., "done": ..., "of": ...}``), and last its answer. It limits its own memory and CPU before it
does anything else (``limit_self``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, TextIO

OUT_OF_MEMORY: Final = 71  # exit codes of a child
ENGINE_MISSING: Final = 72

POLL_S: Final = 0.05
ANSWER_BYTES: Final = 64 * 1024 * 1024  # no child writes more
ROOT: Final = Path(__file__).resolve().parents[2]

Tree = dict[str, Any]  # JSON between our own modules, so its shape is known


class EngineFailed(Exception):
    """The engine gave no plan. ``code`` says why; the text is for the log, not for people."""

    code: ClassVar[str] = "engine_failed"


class EngineAbsent(EngineFailed):
    """A package that the engine needs is not installed or does not load here."""

    code = "engine_missing"


class EngineTooSlow(EngineFailed):
    """Stopped by the wall clock."""

    code = "engine_too_slow"


class EngineTooBig(EngineFailed):
    """Stopped by its memory limit."""

    code = "engine_out_of_memory"


class EngineNonsense(EngineFailed):
    """What it answered is not an answer."""

    code = "engine_nonsense"


class PlanCancelled(Exception):
    """Whoever asked for the plan does not want it any more."""


def never() -> bool:
    """Do not cancel."""
    return False


def nothing(stage: str, done: int, of: int) -> None:
    """Tell nobody how far the work is."""


def limit_self(memory_bytes: int, cpu_s: int) -> None:
    """No more address space, CPU time and output than this.

    Where a system has no such limits, the parent's clock rules.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not there on Windows)

    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_BYTES, ANSWER_BYTES))


@dataclass(frozen=True, slots=True)
class Limits:
    """``wall_s``: for the answer, from the start of the search; ``ready_s``: for getting ready before it (a child that
    never says that it searches has both)."""

    wall_s: float
    ready_s: float = 0.0


def begin(child: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a child that is asked nothing and says nothing."""
    return subprocess.Popen(
        [sys.executable, "-m", *child],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=_environment(),
        start_new_session=True,
    )


def ask(
    child: Sequence[str],
    question: Tree,
    limits: Limits,
    *,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[str, int, int], None] = nothing,
) -> Tree:
    """The child's answer. ``child``: its module, and arguments if it takes any.

    :param cancelled: asked twenty times a second
    :raises EngineFailed: one of its kinds
    :raises PlanCancelled: ``cancelled()`` said so
    """
    # Files, not pipes: a child can neither block on a full pipe nor fill our memory.
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as paper,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as answers,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
    ):
        json.dump(question, paper)
        paper.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", *child],
            stdin=paper,
            stdout=answers,
            stderr=errors,
            cwd=ROOT,
            env=_environment(),
            start_new_session=True,
        )
        with process:
            try:
                _wait(process, _Reader(answers, progress), limits, cancelled)
            finally:
                process.kill()
        errors.seek(0)
        raise_for(process.returncode, errors.read(100_000))
        answers.seek(0)
        return _answer(answers)


def _environment() -> dict[str, str]:
    """Of our own surroundings only what a Python process needs: no secret reaches the engine."""
    names = ("PATH", "SYSTEMROOT", "LANG", "TMPDIR", "HOME", "XDG_CACHE_HOME", "PYTHONPYCACHEPREFIX")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    # One thread each: worker pools would take address space per core, which the memory limit counts.
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


class _Reader:
    """What the child has written since last time: its progress is passed on."""

    def __init__(self, answers: TextIO, progress: Callable[[str, int, int], None]) -> None:
        self.answers, self.progress, self.read, self.searching = answers, progress, 0, False

    def look(self) -> None:
        # Without moving the position in the file, which the child writes at. Systems that cannot show no progress.
        text = os.pread(self.answers.fileno(), 4096, self.read) if hasattr(os, "pread") else b""
        for line in text.split(b"\n")[:-1]:
            self.read += len(line) + 1
            self._tell(line)

    def _tell(self, line: bytes) -> None:
        try:
            said = json.loads(line)
            stage, done, of = str(said["stage"]), int(said["done"]), int(said["of"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return
        self.searching = self.searching or stage == "searching"
        self.progress(stage, done, of)


def _wait(process: subprocess.Popen[bytes], reader: _Reader, limits: Limits, cancelled: Callable[[], bool]) -> None:
    began = time.monotonic()
    searching_since: float | None = None
    while True:
        try:
            process.wait(timeout=POLL_S)
        except subprocess.TimeoutExpired:
            pass
        else:
            return
        reader.look()
        now = time.monotonic()
        if cancelled():
            raise PlanCancelled
        if searching_since is None and (reader.searching or not limits.ready_s):
            searching_since = now if reader.searching else began
        deadline = began + limits.ready_s if searching_since is None else searching_since
        if now > deadline + limits.wall_s:
            raise EngineTooSlow(f"no answer within {limits.wall_s:g} s")


def raise_for(returncode: int, errors: str) -> None:
    """The failure that an exit code and what was written on stderr stand for, if they do."""
    if returncode == OUT_OF_MEMORY or (returncode and ("bad_alloc" in errors or "MemoryError" in errors)):
        raise EngineTooBig(last_line(errors))
    if returncode == ENGINE_MISSING:
        raise EngineAbsent(last_line(errors))
    if returncode != 0:
        raise EngineFailed(f"exit code {returncode}: {last_line(errors)}")


def last_line(text: str) -> str:
    """The last line that says something, cut."""
    return (text.strip().splitlines() or [""])[-1][:500]


def _answer(answers: TextIO) -> Tree:
    """The last line, if it is an answer: a JSON object."""
    lines = answers.read().strip().splitlines()
    try:
        answer = json.loads(lines[-1])
    except (IndexError, ValueError, RecursionError) as fault:
        raise EngineNonsense(f"not JSON: {last_line(' '.join(lines))[:80]}") from fault
    if not isinstance(answer, dict):
        raise EngineNonsense("not an object")
    return answer
