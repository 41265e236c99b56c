"""Terms of use of a space as a PDF that screen readers can read (PDF/UA-1): the same terms make the same bytes.

What people wrote goes to the typesetter as data, never as markup (`terms.typ` beside this module).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from marketplace.kernel.typesetting import typeset

_TEMPLATE: Final = Path(__file__).with_name("terms.typ")


@dataclass(frozen=True, slots=True)
class Fact:
    term: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it: facts, then paragraphs, then numbered rules."""

    title: str
    facts: Sequence[Fact] = ()
    paragraphs: Sequence[str] = ()
    rules: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """Who signs, and what the line is for."""

    party: str
    line: str


@dataclass(frozen=True, slots=True)
class Signatures:
    title: str
    words: str
    sides: Sequence[Side]


@dataclass(frozen=True, slots=True)
class Terms:
    """All that stands in the document."""

    title: str
    publisher: str
    reference: str
    footer: str
    summary: str
    sections: Sequence[Section]
    signatures: Signatures


def write_pdf(terms: Terms) -> bytes:
    """The document. Signs that no font has are printed as a box.

    :raises typst.TypstError: the template is broken
    """
    return typeset(_TEMPLATE.read_bytes(), asdict(terms))
