"""Where numba finds the machine code that it keeps: at one place for one state of our source.

Numba names its folders by where the source lies, so that each checkout, container and release folder would compile for
itself. ``compiled.cache_folder`` is named by what the source says, which is enough.
"""

from __future__ import annotations

from numba.core.caching import UserProvidedCacheLocator


class Shelf(UserProvidedCacheLocator):
    """Our folder, whatever folder the source was read from."""

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        """Numba's contract."""
        return "core"
