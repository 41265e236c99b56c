"""The OpenAPI 3.1 document, and the same in a shape that a page can print."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from drf_spectacular.generators import SchemaGenerator

#: In this order on the page; the document says which there are.
_TAGS: Final = ("token", "listings", "wants", "claims", "bookings", "moves", "sites", "reports")


@cache
def document() -> dict[str, Any]:  # Any: JSON
    """The document of all operations, made once by each process."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # drf-spectacular types half of itself
    made: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # as above
    return made


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body, or a parameter."""

    name: str
    type: str
    is_required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation as the page prints it."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    takes: list[Field]
    gives: list[Field]
    answers: list[tuple[str, str]]


def by_tag() -> list[tuple[str, list[Shown]]]:
    """The operations under their headings."""
    found: dict[str, list[Shown]] = {}
    for path, methods in document()["paths"].items():
        for method, said in methods.items():
            found.setdefault(said["tags"][0], []).append(_shown(path, method, said))
    return [(tag, found[tag]) for tag in _TAGS if tag in found]


def _shown(path: str, method: str, said: Mapping[str, Any]) -> Shown:  # Any: as above
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers = said["responses"]
    good: Mapping[str, Any] = next(
        (answers[status] for status in ("200", "201") if status in answers), {}
    )  # Any: as above
    given = good.get("content", {}).get("application/json", {}).get("schema", {})
    return Shown(
        anchor=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        parameters=[
            Field(one["name"], _type(one["schema"]), one.get("required", False), one.get("description", ""))
            for one in said.get("parameters", ())
        ],
        takes=list(_fields(body)),
        gives=list(_fields(given)),
        answers=[(status, answer.get("description", "")) for status, answer in sorted(answers.items())],
    )


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:  # Any: as above
    """The fields of an object; of a page of a list, those of a row."""
    whole = _resolved(schema)
    held = whole.get("properties", {})
    if set(held) == {"items", "next"}:
        yield from _fields(held["items"]["items"])
        return
    for name, one in held.items():
        yield Field(name, _type(one), name in whole.get("required", ()), one.get("description", ""))


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: as above
    reference: str = schema.get("$ref", "")
    if not reference:
        return schema
    found: Mapping[str, Any] = document()["components"]["schemas"][reference.rpartition("/")[2]]  # Any: as above
    return found


def _type(schema: Mapping[str, Any]) -> str:  # Any: as above
    """What a value may be, in a few words."""
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(_type(one) for one in schema[several]))
    whole = _resolved(schema)
    if "enum" in whole:
        return ", ".join("null" if one is None else f"“{one}”" for one in whole["enum"])
    kinds = whole.get("type", "object")
    words = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "items" in whole:
        return f"list of {_type(whole['items'])}"
    return f"{words} ({whole['format']})" if "format" in whole else words
