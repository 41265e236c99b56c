"""Condition in people's words to one of our six grades."""

from __future__ import annotations

import re
from typing import Final

from marketplace.kernel.text import fold

GRADES: Final = ("new", "as_new", "good", "fair", "needs_repair", "for_parts")  # best first

_WORDS: Final[dict[str, str]] = {
    "for_parts": (
        "for parts; parts; parts only; spares; spares or repair; spares and repair; spares repairs; spares only; "
        "scrap; beyond repair; beyond economic repair; ber; end of life; dead; salvage; f"
    ),
    "needs_repair": (
        "needs repair; repair; needs repairs; repairable; repairs needed; damaged; broken; faulty; not working; non "
        "working; non functional; not tested; untested; poor; very poor; bad; needs attention; needs work; requires "
        "repair; requires attention; incomplete; missing parts; cracked; torn; does not work; doesn't work; needs "
        "fixing; e; d; defective; needs servicing; needs service; failed; needs reupholstering; needs new battery; "
        "u/s; unserviceable"
    ),
    "fair": (
        "fair; ok; okay; average; worn; marked; used fair; acceptable; usable; serviceable; some wear; signs of wear; "
        "c; well used; scuffed; scratched; dated; reasonable; moderate; satisfactory; mixed; stained; functional; "
        "wear and tear; minor damage; slight damage; faded; grade c; working order; marks; scuffs; scratches; "
        "chipped; adequate; varied; varies; fair condition"
    ),
    "good": (
        "good; very good; vgc; gc; used; used good; working; tested; fully working; tested and working; refurbished; "
        "refurb; reconditioned; b; a/b; good used; clean; good condition; very good condition; good working order; "
        "second hand; secondhand; pre owned; preowned; pat tested; grade b; light wear; minor marks; lightly used; "
        "light use; well maintained; great; 2nd hand; in use; works; gwo; v good; v.good; nice; reclaimed; decent; "
        "sound"
    ),
    "as_new": (
        "as new; like new; nearly new; excellent; mint; a; a+; pristine; immaculate; hardly used; barely used; ex "
        "display; ex demo; open box; opened not used; perfect; almost new; exc; excellent condition; superb; grade a; "
        "virtually new; v new"
    ),
    "new": (
        "new; brand new; unused; bnib; nib; unopened; sealed; boxed; new in box; never used; new boxed; surplus new; "
        "brand-new; still in box; new unused; overstock; over ordered; unworn; in original packaging; new old stock; "
        "never opened"
    ),
}


def _phrase(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9+/' ]+", " ", fold(text)).split())


_GRADE_OF: Final[dict[str, str]] = {
    _phrase(words): grade for grade, phrases in _WORDS.items() for words in phrases.split(";")
}
_LETTERS: Final = {phrase for phrase in _GRADE_OF if len(phrase) == 1}
_LONGEST: Final = max(len(phrase.split()) for phrase in _GRADE_OF)
_STRONG: Final = re.compile(
    r"\b(brand[- ]new|unused|unopened|never used|spares (?:or|and) repairs?|for spares|not working|faulty|damaged|"
    r"broken)\b"
)


def parse_condition(text: str) -> tuple[str, str] | None:
    """The grade and a warning (empty if the words were plain); none if no word says a condition.

    Several grades in one cell ("good/fair", "new, some damaged") give the worst: a taker may be glad, not sorry.
    """
    plain = _phrase(text)
    if plain in _GRADE_OF:
        return _GRADE_OF[plain], ""
    found = _found(plain.replace("/", " ").split())
    if not found:
        return None
    worst = max(found, key=GRADES.index)
    return worst, f"“{text[:40]}” was read as {worst.replace('_', ' ')}."


def condition_in_prose(text: str) -> str | None:
    """A grade only where a title or note says it outright ("brand new", "faulty"), else none."""
    match = _STRONG.search(fold(text))
    return _GRADE_OF.get(_phrase(match[1])) or "for_parts" if match else None


def _found(words: list[str]) -> list[str]:
    """Grades of the longest phrases, none inside another; single letters count only when alone in the cell."""
    grades: list[str] = []
    at = 0
    while at < len(words):
        phrases = ((n, " ".join(words[at : at + n])) for n in range(min(_LONGEST, len(words) - at), 0, -1))
        length, phrase = next(((n, p) for n, p in phrases if p in _GRADE_OF and p not in _LETTERS), (1, ""))
        if phrase:
            grades.append(_GRADE_OF[phrase])
        at += length
    return grades
