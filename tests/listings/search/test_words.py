"""Words: stems, accents, beginnings, synonyms, alike on both databases; and the index that has to be kept in step."""

import pytest

from listings.actions.listing import ListingValues, change
from listings.models import Listing
from listings.models.indexing import drift
from listings.models.words import rare, roughly
from listings.search.words import Words, any_word, as_fts5, as_tsquery, read_words, searchable
from listings.taxonomy import by_slug, search_words
from tests import make


def found(text: str) -> list[str]:
    words = read_words(text)
    assert words is not None
    return list(Listing.objects.public().matching(words).order_by("pk").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("text", "terms", "unfinished"),
    [
        ("office chairs", ("office", "chairs"), True),
        ("office chairs ", ("office", "chairs"), False),
        ("Café-Tische!", ("cafe", "tische"), True),
        ("a desk for the hall", ("desk", "hall"), True),
        ("desk of", ("desk",), False),
        ("tv", ("tv",), False),
        ("desk desk", ("desk",), True),
        ("x" * 100, ("x" * 40,), True),
    ],
)
def test_what_is_typed_is_read_as_words(text: str, terms: tuple[str, ...], unfinished: bool) -> None:
    assert read_words(text) == Words(terms, unfinished=unfinished)


@pytest.mark.parametrize("text", ["", "  ", "the of", "!!!", "'\"*()", "-"])
def test_words_that_say_nothing_are_none(text: str) -> None:
    assert read_words(text) is None


def test_questions_are_written_for_both_engines() -> None:
    assert as_fts5(Words(("oak", "des"), unfinished=True)) == '"oak" AND "des"*'
    assert as_tsquery(Words(("oak", "des"), unfinished=True)) == "'oak' & 'des':*"
    assert as_fts5(Words(("oak", "desk"), any_of=True)) == '"oak" OR "desk"'
    assert any_word("the oak desk") == Words(("oak", "desk"), any_of=True)
    assert searchable("Flat-pack (2.5 m)", "Göteborg") == "flat pack 2 5 m goteborg"


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("sofas", ["sofa", "settee", "couch", "chesterfield"]),
        ("cupboards", ["cupboard", "cabinet", "credenza"]),
        ("fridges", ["fridge", "refrigerator"]),
        ("vacuums", ["hoover", "vacuum"]),
        ("rubber-tyres", ["tyre", "lorry", "truck"]),
        ("yard", ["lorry", "truck", "depot"]),
        ("bedding-curtains", ["duvet", "quilt", "drapes"]),
        ("baby-equipment", ["pram", "stroller", "crib"]),
        ("phones-tablets", ["mobile", "cellphone"]),
        ("sanitaryware", ["toilet", "lavatory", "loo"]),
    ],
)
def test_a_category_is_found_by_other_names_for_the_same(slug: str, words: list[str]) -> None:
    held = searchable(by_slug()[slug].name, *search_words(slug)).split()
    assert [word for word in words if word not in held and f"{word}s" not in held] == []


@pytest.mark.django_db
class TestMatching:
    def test_stems_accents_beginnings_and_synonyms(self) -> None:
        make.listing(title="Boardroom table, oak", slug="meeting-tables")
        make.listing(title="Stacking chairs", description="From our café in Saltaire", slug="office-chairs")
        assert found("stacked chair") == ["Stacking chairs"]
        assert found("cafe") == found("CAFÉ") == found("cafés ") == ["Stacking chairs"]
        assert found("boardr") == ["Boardroom table, oak"]
        assert found("boardr ") == []
        assert found("oak boardroom") == ["Boardroom table, oak"]
        assert found("oak chairs") == []
        assert found("operator chair") == ["Stacking chairs"]  # a synonym of office chairs
        assert found("desk") == []  # "desk chair" is one too, but no desk

    def test_hostile_words_are_only_words(self) -> None:
        make.listing(title="Oak desk")
        for text in (
            'oak" OR "x',
            "oak' | 'x",
            "oak*",
            "oak:*",
            "NEAR(oak desk)",
            "oak AND",
            "a" * 5000,
            "𝔬𝔞𝔨",
            "木 desk",
        ):
            words = read_words(text)
            if words is not None:
                list(Listing.objects.matching(words).values_list("pk", flat=True))
        assert found("oak:desk") == ["Oak desk"]

    def test_words_compose_with_nearness(self) -> None:
        near = make.listing(title="Oak desk in Leeds")
        owner = make.organisation()
        make.listing(owner, site=make.site(owner, at=make.YORK), title="Oak desk in York")
        make.listing(title="Pine desk in Leeds")
        words = read_words("oak")
        assert words is not None
        close = Listing.objects.near(make.LEEDS, 10).matching(words)
        assert list(close.values_list("pk", flat=True)) == [near.pk]

    def test_index_follows_changes(self) -> None:
        row = make.listing(title="Oak desk")
        change(
            listing=row, site=make.site(row.organisation, at=make.YORK), category=row.category,
            values=ListingValues(title="Pine desk", quantity=row.quantity), by=row.created_by, now=make.NOW,
        )  # fmt: skip
        assert found("oak") == []
        assert found("pine") == ["Pine desk"]
        assert drift(Listing.objects.all()) == (0, 0, 0, 0)

    def test_rare_words_are_told_from_common_ones(self) -> None:
        make.listing(title="Oak desk")
        words = read_words("oak")
        assert words is not None
        assert roughly(words) <= rare()
