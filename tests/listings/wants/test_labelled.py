"""How far the matcher agrees with pairs judged by hand: floors under what `python -m tests.bench.matching` prints."""

from collections import Counter

from tests.listings import labelled

AMONG = list(labelled.pairs())


def test_there_are_enough_pairs_and_each_says_why() -> None:
    assert len(AMONG) == 299
    assert sum(pair.fits for pair in AMONG) == 108
    assert all(pair.why for pair in AMONG)
    assert Counter((pair.want, pair.listing) for pair in AMONG).most_common(1)[0][1] == 1


def test_matcher_is_far_more_precise_than_any_shared_word() -> None:
    ours, words = labelled.agreement(labelled.matcher, AMONG), labelled.agreement(labelled.any_shared_word, AMONG)
    assert ours.precision >= 0.88
    assert ours.recall >= 0.84
    assert words.precision < 0.5
    assert len(ours.wrong) * 4 < len(words.wrong)


def test_pairs_that_were_held_out_are_matched_as_well() -> None:
    held_out = [pair for pair in AMONG if pair.held_out]
    how = labelled.agreement(labelled.matcher, held_out)
    assert how.precision >= 0.9
    assert how.recall >= 0.85
