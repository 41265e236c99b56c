"""Addresses of a search: what is on stands in the query string and nowhere else."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict

#: Where a list goes on belongs to one question only: it goes when anything changes.
_PAGING = "after"


class Address:
    """The query string of a list as it is, and as it would be with one thing changed. Blank values are left out.

    `is_short`: nothing had to be left out.
    """

    def __init__(self, query: QueryDict) -> None:
        self.query = QueryDict(mutable=True)
        for name, values in query.lists():
            said = [value for value in values if value.strip()]
            if said:
                self.query.setlist(name, said)
        self.is_short = self.query == query

    def __str__(self) -> str:
        return self._written(self.query)

    def having(self, name: str, value: str) -> str:
        """With this value of a name, instead of any other."""
        changed = self._turned()
        changed[name] = value
        return self._written(changed)

    def adding(self, name: str, value: str) -> str:
        """With this value of a name besides those it has."""
        changed = self._turned()
        changed.appendlist(name, value)
        return self._written(changed)

    def elsewhere(self, name: str, value: str, *, instead_of: Sequence[str]) -> str:
        """With this value, and without the other names that say the same thing in another way."""
        changed = self._turned()
        for other in instead_of:
            changed.pop(other, None)
        changed[name] = value
        return self._written(changed)

    def with_all(self, said: Mapping[str, str], *, instead_of: Sequence[str]) -> str:
        """With each of these values, and without some other names."""
        changed = self._turned()
        for name in instead_of:
            changed.pop(name, None)
        for name, value in said.items():
            changed[name] = value
        return self._written(changed)

    def without(self, *names: str) -> str:
        """Without any value of these names."""
        changed = self._turned()
        for name in names:
            changed.pop(name, None)
        return self._written(changed)

    def without_value(self, name: str, value: str) -> str:
        """Without one value of a name."""
        changed = self._turned()
        changed.setlist(name, [kept for kept in changed.getlist(name) if kept != value])
        return self._written(changed)

    def going_on(self, after: str) -> str:
        """The next page of the same list."""
        changed = self.query.copy()
        changed[_PAGING] = after
        return self._written(changed)

    def _turned(self) -> QueryDict:
        changed = self.query.copy()
        changed.pop(_PAGING, None)
        return changed

    @classmethod
    def of(cls, said: Mapping[str, str]) -> str:
        """A query string that says this and nothing that is blank."""
        query = QueryDict(mutable=True)
        for name, value in said.items():
            if value:
                query[name] = value
        return cls._written(query)

    @staticmethod
    def _written(query: QueryDict) -> str:
        return f"?{query.urlencode()}" if query.urlencode() else "?"
