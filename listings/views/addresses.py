"""Addresses of a search: what is on stands in the query string and nowhere else."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote_plus

from django.http import QueryDict

#: Where a list goes on belongs to one question only: it goes when anything changes.
_PAGING = "after"


class Address:
    """The query string of a list as it is, and as it would be with one thing changed. Blank values are left out.

    `is_short`: nothing had to be left out.
    """

    def __init__(self, query: QueryDict) -> None:
        self.said: dict[str, list[str]] = {}
        for name, values in query.lists():
            said = [value for value in values if value.strip()]
            if said:
                self.said[name] = said
        self.is_short = self.said == dict(query.lists())

    def __str__(self) -> str:
        return _written(self.said)

    def __contains__(self, name: str) -> bool:
        return name in self.said

    def values(self, name: str) -> list[str]:
        """What is said under this name."""
        return self.said.get(name, [])

    def having(self, name: str, value: str) -> str:
        """With this value of a name, instead of any other."""
        return _written(self._turned() | {name: [value]})

    def adding(self, name: str, value: str) -> str:
        """With this value of a name besides those it has."""
        return _written(self._turned() | {name: [*self.values(name), value]})

    def elsewhere(self, name: str, value: str, *, instead_of: Sequence[str]) -> str:
        """With this value, and without the other names that say the same thing in another way."""
        return self.with_all({name: value}, instead_of=instead_of)

    def with_all(self, said: Mapping[str, str], *, instead_of: Sequence[str]) -> str:
        """With each of these values, and without some other names."""
        return _written(self._turned(*instead_of) | {name: [value] for name, value in said.items()})

    def without(self, *names: str) -> str:
        """Without any value of these names."""
        return _written(self._turned(*names))

    def without_value(self, name: str, value: str) -> str:
        """Without one value of a name."""
        return _written(self._turned() | {name: [kept for kept in self.values(name) if kept != value]})

    def going_on(self, after: str) -> str:
        """The next page of the same list."""
        return _written(self.said | {_PAGING: [after]})

    def _turned(self, *without: str) -> dict[str, list[str]]:
        return {name: values for name, values in self.said.items() if name != _PAGING and name not in without}

    @classmethod
    def of(cls, said: Mapping[str, str]) -> str:
        """A query string that says this and nothing that is blank."""
        return _written({name: [value] for name, value in said.items() if value})


def _written(said: Mapping[str, Sequence[str]]) -> str:
    return "?" + "&".join([_pair(name, value) for name, values in said.items() for value in values])


@lru_cache(maxsize=4096)
def _pair(name: str, value: str) -> str:
    """One page writes the same few pairs dozens of times."""
    return f"{quote_plus(name)}={quote_plus(value)}"
