"""Any text at all: the same words find the same listings on both databases, and none of it breaks anything.

The suite runs on both: what is written out here as found or not found holds for each, so they agree.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.models import Listing
from listings.queries.spelling import completions, did_you_mean
from listings.search.words import STOP_WORDS, plain_words, read_words, searchable
from marketplace.organisations.places.lookup import meant_by, suggest
from tests import make

#: What people write, and what others type for it.
CORPUS = (
    "Stacking chairs, beech, from our café",
    "Batteries and TVs, two PCs, 16GB",
    "Shelves of loaves, knives and boxes",
    "Settee (three-seater) in good condition",
    "Refrigerators; washing machines",
    "Naïve façade panels, Göteborg, 2.5 m",
    "Стулья для офиса",
    "כיסאות משרד",
    "事務用椅子",
    "Universal beams 203x203",
    "Organising organised organisations",
    "Weekly planners",
)
FOUND = {
    "stack": [0], "stacked chair": [0], "cafe": [0], "CAFÉ": [0], "beechs": [0],
    "battery": [1], "tv": [1], "tvs": [1], "pc": [1], "pcs": [1], "16gb": [1], "16gbs": [1],
    "shelves": [2], "box": [2], "boxes": [2],
    "three seater": [3], "three-seater": [3], "seaters": [3],
    "refrigerator": [4], "washing machine": [4], "washed": [4],
    "naive facade": [5], "goteborg": [5], "2.5": [5],
    "стулья": [6], "СТУЛЬЯ": [6], "офиса": [6],
    "כיסאות": [7], "事務用椅子": [8],
    "beam": [9], "203x203": [9],
    "organisation": [10], "organising": [10],
    "weekly": [11], "planner": [11],
    # not found: no stem in common, another script, an ending alone
    "chai": [], "стул": [], "椅子": [], "203": [],
    # only stop words beside it
    "the settee of our": [3],
}  # fmt: skip


@pytest.mark.django_db
def test_the_same_words_find_the_same_on_both_databases() -> None:
    rows = [make.listing(slug="yard") for _ in CORPUS]
    for row, text in zip(rows, CORPUS, strict=True):
        Listing.objects.filter(pk=row.pk).update(search_text=searchable(text))
    told = {}
    for question in FOUND:
        words = read_words(f"{question} ")
        assert words is not None
        hits = set(Listing.objects.public().matching(words).values_list("pk", flat=True))
        told[question] = [at for at, row in enumerate(rows) if row.pk in hits]
    assert told == FOUND


#: Operators of both engines, NUL, lone surrogates, right-to-left marks, emoji, accents, other scripts, other digits.
SIGNS = st.sampled_from(
    ["\"", "*", "NEAR(", "-", "(", ")", ":", "&", "|", "!", "<->", "'", "\\", "%", "_", "^", "{", "\x00", "\ud800",
     "\u202e", "\u200b", "🪑", "é", "ß", "ı", "İ", "ﬁ", "ж", "ש", "椅", "٣", "½", "²", "the", "of", "AND", "OR", "NOT"]
)  # fmt: skip
TEXTS = st.lists(SIGNS | st.text(max_size=6), max_size=12).map(" ".join) | st.lists(SIGNS, max_size=12).map("".join)


@pytest.mark.django_db
@given(text=TEXTS)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_found_by_its_own_words(text: str) -> None:
    kept = searchable(text)
    row = Listing.objects.first() or make.listing()
    Listing.objects.filter(pk=row.pk).update(search_text=kept)
    for word in [word for word in plain_words(text) if word not in STOP_WORDS and word.isascii()][:4]:
        words = read_words(f"{word} ")
        assert words is not None
        assert Listing.objects.matching(words).exists(), word
    for asked in (text, f"{text} "):
        words = read_words(asked)
        if words is not None:
            list(Listing.objects.matching(words).values_list("pk", flat=True))
            told = did_you_mean(words)
            assert told is None or read_words(f"{told} ") is not None
        assert len(completions(asked)) <= 9


@given(TEXTS | st.just("x" * 10_000) | st.just("LS1 " * 2_500))
@settings(max_examples=100)
def test_any_text_is_a_place_or_none(text: str) -> None:
    assert all(meant_by(place.label) == (place,) for place in meant_by(text))
    assert len(suggest(text)) <= 8


@pytest.mark.parametrize("text", ["the of and", " ", "\x00", "🪑", "((((", "\ud800", "-"])
def test_no_word_at_all_asks_for_nothing(text: str) -> None:
    assert read_words(text) is None


def test_very_long_questions_are_cut() -> None:
    words = read_words("desk " * 2_000 + "x" * 10_000)
    assert words is not None
    assert words.terms == ("desk", "x" * 40)
