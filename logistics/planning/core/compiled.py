"""``compiled`` and ``entry``: decorators of what has to be fast. Machine code with ``numba``, plain Python without."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def cache_folder() -> Path:
    """Where machine code is kept: a folder of ours in the user's cache, never the source tree (it may be read-only).

    Machine code is unpickled when it is loaded, so a folder that somebody else could have written is not used. A folder
    for each state of our source: numba looks only at the file of a function, not at those of the functions it calls.
    """
    home, caches = os.environ.get("HOME"), os.environ.get("XDG_CACHE_HOME")
    bases = [Path(caches)] if caches else [Path(home) / ".cache"] if home else []
    shared = Path(tempfile.gettempdir()) / f"goodsyard-{_user()}"
    for folder in (*(base / "goodsyard" for base in bases), shared):
        if _ours(folder):
            return folder / f"compiled-{_state_of_source()}"
    return Path(tempfile.mkdtemp(prefix="goodsyard-"))


def _state_of_source() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes() if path.name != "run.py" else b"")  # the one that is not compiled
    return digest.hexdigest()[:16]


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _ours(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat(follow_symlinks=False)
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode) or not os.access(folder, os.W_OK):
        return False
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)


try:
    import numba
except ImportError:
    MACHINE_CODE = False
else:
    MACHINE_CODE = True
    numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]  # settings come from the environment
    numba.config.CACHE_LOCATOR_CLASSES = "logistics.planning.core.shelf.Shelf"  # type: ignore[attr-defined]  # likewise


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code, for other compiled functions only: plain Python cannot call it.

    Without what Python needs to call it (its arguments have 200 parts to unpack) it takes far less time to make, and it
    is kept as part of those that call it. Without counting references (``_nrt``): nothing here makes an array. So a
    compiled function may not assign to slices.
    """
    return _made(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def entry(function: Callable[P, R]) -> Callable[P, R]:
    """Likewise, to be called from plain Python: made at its first call, kept on disk for the next process.

    Each holds the machine code of all that it calls, so the fewer there are the sooner all is ready.
    """
    return _made(function, cache=True, no_cfunc_wrapper=True)


def _made(function: Callable[P, R], **settings: bool) -> Callable[P, R]:
    if not MACHINE_CODE:
        return function
    njit: Any = numba.njit  # its published types do not know all of its settings
    fast: Callable[P, R] = njit(nogil=True, error_model="numpy", _nrt=False, **settings)(function)
    return fast
