"""Spelling: slips are found, only what is public is told, both databases say the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listings.actions.counting import count_terms
from listings.models import Listing, Term
from listings.queries.spelling import completions, did_you_mean
from listings.search.spelling import distance, edits_for, likeliest
from listings.search.words import read_words
from tests import make

WORDS = st.text(alphabet="abcd", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("chair", "chair", 0),
        ("chiar", "chair", 1),  # swapped
        ("chai", "chair", 1),
        ("chaiir", "chair", 1),
        ("chaor", "chair", 1),
        ("wardobes", "wardrobes", 1),
        ("wradobes", "wardrobes", 2),
        ("desk", "chair", 3),  # more than two
        ("", "ab", 2),
    ],
)
def test_slips_are_counted(one: str, other: str, apart: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == apart


def _slow(one: str, other: str) -> int:
    """The same by its definition, over the whole table."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                table[i][j] = i + j
                continue
            swapped = i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]
            table[i][j] = min(
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
                table[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
                *([table[i - 2][j - 2] + 1] if swapped else []),
            )
    return table[-1][-1]


@given(WORDS, WORDS)
def test_distance_is_the_one_of_the_definition(one: str, other: str) -> None:
    assert distance(one, other, 2) == min(_slow(one, other), 3)


@given(
    st.lists(
        st.tuples(st.sampled_from(["chair", "chairs", "choir", "hair", "desk"]), st.integers(1, 9)),
        unique_by=lambda pair: pair[0],
    )
)
@settings(max_examples=40)
def test_the_likeliest_does_not_depend_on_the_order(known: list[tuple[str, int]]) -> None:
    assert likeliest("chiar", known) == likeliest("chiar", known[::-1])


def test_few_slips_go_before_common_words() -> None:
    assert likeliest("chiars", [("chair", 90), ("chairs", 1), ("desk", 500)]) == ["chairs"]
    assert likeliest("bootcase", [("bookcase", 1), ("suitcase", 9)]) == ["bookcase"]
    assert likeliest("lamb", [("lamp", 2), ("lamps", 9), ("limb", 2)]) == ["lamp", "limb"]
    assert [edits_for(word) for word in ("tv", "a4", "desk", "cabinet", "4x2")] == [0, 0, 1, 2, 0]


def meant(text: str) -> str | None:
    words = read_words(text)
    assert words is not None
    return did_you_mean(words)


@pytest.mark.django_db
class TestDidYouMean:
    def test_a_misspelt_word_is_corrected_and_the_others_stay(self) -> None:
        make.listing(title="Oak bookcase", slug="bookcases")
        count_terms(now=make.NOW)
        assert meant("oak bokcase ") == "oak bookcase"
        assert meant("bookcsae") == "bookcase"
        assert meant("òak BOKCASE ") == "oak bookcase"

    def test_what_is_found_is_not_corrected(self) -> None:
        make.listing(title="Oak bookcase", slug="bookcases")
        make.listing(title="Stacking chairs", slug="stacking-chairs")
        count_terms(now=make.NOW)
        for text in ("oak", "oak bookcases ", "bookc", "stacked chair ", "oak chairs "):
            assert meant(text) is None, text

    def test_nothing_is_told_that_finds_nothing(self) -> None:
        make.listing(title="Oak bookcase", slug="bookcases")
        make.listing(title="Pine wardrobe", slug="wardrobes")
        count_terms(now=make.NOW)
        assert meant("oak wardorbe ") is None  # the two words stand in no listing together
        assert meant("xyzzyx bokcase ") is None
        assert meant("zzzz ") is None

    def test_a_word_of_hidden_listings_is_never_told(self) -> None:
        make.draft(title="Prototype gyroscope")
        row = make.listing(title="Submarine periscope")
        count_terms(now=make.NOW)
        assert meant("gyrascope ") is None
        assert completions("gyros") == []
        assert meant("periscape ") == "periscope"
        Listing.objects.filter(pk=row.pk).update(state="withdrawn")
        assert Term.objects.filter(word="periscope").exists()  # still counted, and not told all the same
        assert meant("periscape ") is None
        assert completions("peris") == []
        count_terms(now=make.NOW)
        assert not Term.objects.filter(word="periscope").exists()

    def test_counting_again_writes_only_what_changed(self) -> None:
        make.listing(title="Oak desk", slug="desks")
        make.listing(title="Oak table 4x2", slug="desks")
        assert count_terms(now=make.NOW) == Term.objects.count()
        counts = dict(Term.objects.order_by("word").values_list("word", "listings"))
        assert (counts["oak"], counts["desk"], counts["table"], counts["workstation"]) == (2, 2, 1, 2)
        before = list(Term.objects.order_by("pk").values_list("pk", "word", "listings"))
        count_terms(now=make.NOW)
        assert list(Term.objects.order_by("pk").values_list("pk", "word", "listings")) == before

    def test_beginnings_are_completed(self) -> None:
        make.listing(title="Oak bookcase", slug="bookcases")
        make.listing(title="Oak bookends", slug="desk-accessories")
        count_terms(now=make.NOW)
        assert "bookcase" in completions("book")
        assert completions("oak booke") == ["oak bookends"]
        assert "Sofas and armchairs" in completions("settee")
        for text in ("", "bo", "oak ", "\x00", "%%%", "___", "\ud800abc"):
            assert isinstance(completions(text), list)
