"""The category tree as plain data: what a kind of thing usually is, weighs and is made of.

The rows live in ``listings/categories_data``. Masses are *editorial estimates* (±50 %) unless a row cites an open
source; nothing is taken from a licensed weight list. Material shares name rows of the UK Government factor set
(DESNZ 2025) by factor id, since labels change from year to year. Where DESNZ has no row for a material, the row that
stands in is said in ``note``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

DATA = Path(__file__).parent / "categories_data"

KINDS = ("material", "equipment", "space")
HANDLING = ("two_people", "tail_lift", "stairs_difficult", "palletised", "fragile")
SAFETY_GATES = ("none", "pat", "fire_label", "data_wipe")
DISPLACEMENT_GROUPS = ("furniture", "it", "clothing", "other")


@dataclass(frozen=True, slots=True)
class Material:
    """A row of the factor set that a kind of thing can be made of."""

    key: str
    name: str
    factor_id: str  # primary production, kgCO2e per tonne
    end_of_life_factor_id: str  # the cautious counterfactual: incineration, or the transport-only row
    landfill_factor_id: str  # only with evidence from the donor; empty where DESNZ publishes none


@dataclass(frozen=True, slots=True)
class MaterialShare:
    """How much of the mass, from 0 to 1, is one material."""

    material: Material
    share: Decimal


@dataclass(frozen=True, slots=True)
class CategoryData:
    """One leaf of the tree: group > section > leaf. Masses in kg and volumes in litres are for one ``unit``."""

    slug: str
    name: str
    group_slug: str
    group_name: str
    section_slug: str
    section_name: str
    kind: Literal["material", "equipment", "space"]
    unit: str
    mass_kg: Decimal | None
    mass_basis: str
    mass_uncertainty_percent: int | None
    mass_source: str
    volume_litres: Decimal | None
    materials: tuple[MaterialShare, ...]
    displacement: str
    waste_code: str
    waste_mirror: bool
    waste_alternative: str
    handling: tuple[str, ...]
    safety: str
    synonyms: tuple[str, ...]
    note: str

    @property
    def path(self) -> tuple[str, str, str]:
        """The three names from the root to this leaf."""
        return (self.group_name, self.section_name, self.name)

    @property
    def split(self) -> dict[str, Decimal]:
        """Share of the mass by DESNZ factor id; sums to 1, and is empty for a space."""
        return {part.material.factor_id: part.share for part in self.materials}

    @property
    def end_of_life(self) -> dict[str, str]:
        """For each factor id of ``split``: the id of its cautious end-of-life row."""
        return {part.material.factor_id: part.material.end_of_life_factor_id for part in self.materials}


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _words(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())


def _shares(text: str, materials: dict[str, Material]) -> tuple[MaterialShare, ...]:
    pairs = (part.split() for part in _words(text, ";"))
    return tuple(MaterialShare(materials[key], Decimal(share)) for key, share in pairs)


def _category(row: dict[str, str], materials: dict[str, Material]) -> CategoryData:
    kind = row["kind"]
    if kind not in KINDS:
        raise ValueError(f"{row['slug']}: unknown kind {kind!r}")
    return CategoryData(
        slug=row["slug"],
        name=row["name"],
        group_slug=row["group"],
        group_name=row["group_name"],
        section_slug=row["section"],
        section_name=row["section_name"],
        kind="material" if kind == "material" else "equipment" if kind == "equipment" else "space",
        unit=row["unit"],
        mass_kg=_decimal(row["mass_kg"]),
        mass_basis=row["mass_basis"],
        mass_uncertainty_percent=int(row["mass_uncertainty_percent"]) if row["mass_uncertainty_percent"] else None,
        mass_source=row["mass_source"],
        volume_litres=_decimal(row["volume_litres"]),
        materials=_shares(row["materials"], materials),
        displacement=row["displacement"],
        waste_code=row["waste_code"],
        waste_mirror=row["waste_mirror"] == "yes",
        waste_alternative=row["waste_alternative"],
        handling=_words(row["handling"], " "),
        safety=row["safety"],
        synonyms=_words(row["synonyms"], ";"),
        note=row["note"],
    )


@cache
def materials() -> dict[str, Material]:
    """Every material a category may be made of, by its short key."""
    with (DATA / "materials.csv").open(encoding="utf-8", newline="") as lines:
        return {row["key"]: Material(**row) for row in csv.DictReader(lines)}


@cache
def load() -> list[CategoryData]:
    """Every leaf, in the order of the tree."""
    with (DATA / "categories.csv").open(encoding="utf-8", newline="") as lines:
        return [_category(row, materials()) for row in csv.DictReader(lines)]


@cache
def by_slug() -> dict[str, CategoryData]:
    """The leaves by slug."""
    return {category.slug: category for category in load()}


def named(text: str) -> str | None:
    """The slug of the leaf that a cell names outright, by slug or by name; none otherwise."""
    plain = " ".join(text.casefold().split())
    return next((leaf.slug for leaf in load() if plain in {leaf.slug, leaf.name.casefold()}), None)


# --- the tree as rows ------------------------------------------------------------------------------------------

#: Row by row, parents before children: the slug of the parent ("" at the top) and the fields of the node.
CategoryRow = tuple[str, dict[str, Any]]  # Any: a field's value, of the type of its column


def _leaf_row(category: CategoryData) -> dict[str, Any]:  # Any: as above
    estimate = f"{category.mass_basis} ±{category.mass_uncertainty_percent} %" if category.mass_kg else ""
    return {
        "slug": category.slug,
        "name": category.name,
        "path": f"{category.group_slug}/{category.section_slug}/{category.slug}",
        "depth": 3,
        "kind": category.kind,
        "synonyms": "; ".join(category.synonyms),
        "default_unit": category.unit,
        "default_mass_kg": category.mass_kg,
        "default_mass_source": category.mass_source or estimate,
        "default_volume_litres": None if category.volume_litres is None else round(category.volume_litres),
        "material_split": [
            {
                "factor": part.material.factor_id,
                "end_of_life": part.material.end_of_life_factor_id,
                "share": str(part.share),
            }
            for part in category.materials
        ],
        "displacement_group": category.displacement,
        "waste_code": category.waste_code,
        "waste_code_is_mirror": category.waste_mirror,
        "needs_two_people": "two_people" in category.handling,
        "needs_tail_lift": "tail_lift" in category.handling,
        "is_palletised": "palletised" in category.handling,
        "is_fragile": "fragile" in category.handling,
        "safety_gate": "" if category.safety == "none" else category.safety,
    }


def rows_of_the_tree() -> Iterator[CategoryRow]:
    """Every node of the taxonomy, parents first. A group or section takes the kind of its first leaf."""
    seen: set[str] = set()
    for leaf in load():
        above = (
            ("", leaf.group_slug, leaf.group_name, leaf.group_slug),
            (leaf.group_slug, leaf.section_slug, leaf.section_name, f"{leaf.group_slug}/{leaf.section_slug}"),
        )
        for depth, (parent, slug, name, path) in enumerate(above, start=1):
            if slug not in seen:
                seen.add(slug)
                yield parent, {"slug": slug, "name": name, "path": path, "depth": depth, "kind": leaf.kind}
        yield leaf.section_slug, _leaf_row(leaf)


# --- guessing a category from words -------------------------------------------------------------------------

_LONGEST_PHRASE = 4
_CLAUSE_END = re.compile(
    r"[,;:(\[]| - | – | with | w/| for | from | in | to fit | incl| suitable | plus | each", re.IGNORECASE
)
_TOKEN = re.compile(r"[a-z0-9]+")
_KEEP_S = {"glass", "brass", "canvas", "lens", "cross", "press", "gas", "bus", "moses", "access", "wireless", "chassis"}


def _singular(word: str) -> str:
    """A rough singular, good enough to make both sides of a comparison agree."""
    if len(word) < 4 or word in _KEEP_S or word.endswith("ss"):
        return word
    for ending, instead in (
        ("shelves", "shelf"),
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
    ):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    return word.removesuffix("s")


def tokens(text: str) -> list[str]:
    """The words of a text, folded so that 'Chairs', 'chair' and 'CHAIR' are one."""
    folded = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).lower()
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return [_singular(word) for word in _TOKEN.findall(plain)]


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Every known phrase, with the leaves that it means."""
    index: dict[tuple[str, ...], list[str]] = {}
    for category in load():
        names: Iterable[str] = (*category.synonyms, category.name, category.slug)
        for phrase in dict.fromkeys(tuple(tokens(name)) for name in names):
            if phrase and category.slug not in index.setdefault(phrase, []):
                index[phrase].append(category.slug)
    return {phrase: tuple(slugs) for phrase, slugs in index.items()}


@cache
def search_words(slug: str) -> tuple[str, ...]:
    """The words that a leaf's synonyms let it be found by.

    Left out is what by itself means another leaf: who looks for a desk is not helped by a "desk chair".
    """
    leaf = by_slug()[slug]
    words = dict.fromkeys(word for synonym in leaf.synonyms for word in synonym.split())
    return tuple(word for word in words if slug in _phrases().get(tuple(tokens(word)), (slug,)))


def _spans(words: list[str]) -> list[tuple[int, int]]:
    """The longest known phrases, read from the end (an English noun phrase ends in its head), as (start, end)."""
    found: list[tuple[int, int]] = []
    end = len(words)
    while end > 0:
        start = next(
            (end - n for n in range(min(_LONGEST_PHRASE, end), 0, -1) if tuple(words[end - n : end]) in _phrases()), end
        )
        if start < end:
            found.append((start, end))
        end = min(start, end - 1)
    return found


def _add(scores: dict[str, float], words: list[str], weight: float) -> None:
    """Count the phrases found; the last one is the head and counts double."""
    spans = _spans(words)
    for start, end in spans:
        slugs = _phrases()[tuple(words[start:end])]
        head = 2.0 if (start, end) == spans[0] else 1.0
        for slug in slugs:
            scores[slug] = scores.get(slug, 0.0) + weight * head * (end - start) ** 1.3 / len(slugs)


def _add_inverted(scores: dict[str, float], head: list[str], rest: list[str]) -> None:
    """Lists often invert: 'Chair, office' and 'Tables - folding' name an office chair and folding tables."""
    border = len(rest)
    for start, end in _spans(rest + head):
        if start < border < end:
            for slug in _phrases()[tuple((rest + head)[start:end])]:
                scores[slug] = scores.get(slug, 0.0) + 6.0


def guess(title: str, description: str = "") -> list[tuple[str, float]]:
    """Leaves that the words suggest, best first, each with a score from 0 to 1 (its share of all that was found).

    The title's first clause decides ("desk lamp with oak table stand" is a lamp); what follows and the description
    only help. An empty list means that no word was known.
    """
    exact = _phrases().get(tuple(tokens(title)), ())
    if len(exact) == 1:
        return [(exact[0], 1.0)]
    scores: dict[str, float] = {}
    clause = _CLAUSE_END.search(title)
    head, rest = (title[: clause.start()], title[clause.end() :]) if clause else (title, "")
    _add(scores, tokens(head), 1.0)
    next_clause = _CLAUSE_END.search(rest)
    _add_inverted(scores, tokens(head), tokens(rest[: next_clause.start()] if next_clause else rest))
    certain = bool(scores)
    _add(scores, tokens(rest), 0.15 if certain else 0.5)
    _add(scores, tokens(description), 0.05 if certain else 0.25)
    total = sum(scores.values())
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(slug, round(score / total, 3)) for slug, score in ranked[:5]]
