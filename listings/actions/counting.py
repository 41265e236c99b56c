"""Counting the words of public listings anew."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from listings.models import Category, Listing
from listings.models.terms import Term
from listings.search.words import LONGEST_TERM, STOP_WORDS, plain_words
from listings.taxonomy import by_slug, search_words

_BATCH = 1000


def count_terms(*, now: datetime) -> int:
    """Make the table of words say what public listings hold now; only what changed is written. Returns how many words.

    Reads every public title once (some ten seconds for a million), outside any transaction.
    """
    named = {
        row.pk: _telling(" ".join([row.name, *(search_words(row.slug) if row.slug in by_slug() else ())]))
        for row in Category.objects.order_by("pk")
    }
    counted: Counter[str] = Counter()
    of_category: Counter[int] = Counter()
    titles = Listing.objects.public().order_by().values_list("title", "category_id")
    for title, category in titles.iterator(chunk_size=5000):
        counted.update(_telling(title) - named[category])
        of_category[category] += 1
    for category, count in of_category.items():
        counted.update(dict.fromkeys(named[category], count))
    known = {word: (pk, count) for pk, word, count in Term.objects.order_by("pk").values_list("pk", "word", "listings")}
    with transaction.atomic():
        gone = [pk for word, (pk, _count) in known.items() if word not in counted]
        for at in range(0, len(gone), _BATCH):
            Term.objects.filter(pk__in=gone[at : at + _BATCH]).delete()
        Term.objects.bulk_create(
            [Term(word=word, listings=count) for word, count in sorted(counted.items()) if word not in known],
            batch_size=_BATCH,
            ignore_conflicts=True,  # another worker counts at the same moment
        )
        changed = [
            Term(pk=known[word][0], listings=count)
            for word, count in sorted(counted.items())
            if word in known and known[word][1] != count
        ]
        Term.objects.bulk_update(changed, ["listings"], batch_size=_BATCH)
    return len(counted)


def _telling(text: str) -> set[str]:
    """The words of a text that say something, as they are typed: no numbers, no measures."""
    return {
        word
        for word in plain_words(text)
        if 3 <= len(word) <= LONGEST_TERM and word not in STOP_WORDS and any(sign.isalpha() for sign in word)
    }
