"""A paper as plain values: boxes with facts and tables, signatures under it; and the paper as PDF.

Every paper has the same shape, so that one template sets them all (``paper.typ`` beside this module). What is frozen of
a note is this document: the same document always makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from marketplace.kernel.typesetting import typeset

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what it is; `wide` takes the whole width of its box."""

    term: str
    value: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with their relative widths, and rows of cells."""

    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the paper under a letter or number: facts, then sentences, then a table. Two that follow each other and
    are each half as wide stand side by side."""

    mark: str
    title: str
    facts: Sequence[Fact] = ()
    words: Sequence[str] = ()
    table: Table | None = None
    is_half: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for whom, and when. Without a name it is a line to sign on."""

    role: str
    party: str
    name: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """All that stands on a paper."""

    title: str
    number: str
    summary: str
    boxes: Sequence[Box]
    signatures: Sequence[Signature]
    footer: str
    #: printed large where the paper is not final yet
    stamp: str = ""
    is_wide: bool = False
    #: what comes after the signatures: a list that grows
    annex: Sequence[Box] = ()


def write_pdf(document: Document) -> bytes:
    """The paper, PDF/UA-1."""
    return typeset(_TEMPLATE.read_bytes(), asdict(document))
