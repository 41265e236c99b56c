"""Which code worked a run out: the version of the method, and a digest over the modules that calculate."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from marketplace.impact import parameters

ROOM: Final = Path(parameters.__file__).parent
#: every module that a figure passes through.
MODULES: Final = ("calculation", "kept", "lines", "money", "parameters", "rows", "totals", "uncertainty")


@cache
def code_version() -> str:
    """The method's version and the first 16 hex digits of a SHA-256 over its source, such as `2026-2+0f3a…`."""
    digest = hashlib.sha256()
    for name in MODULES:
        digest.update((ROOM / f"{name}.py").read_bytes().replace(b"\r\n", b"\n"))
    return f"{parameters.METHOD_VERSION}+{digest.hexdigest()[:16]}"
