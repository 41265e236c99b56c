"""The split is the best one: equal to looking at every split, for every policy."""

from random import Random

import pytest

from listings.allocation.split import Policy, split
from tests.listings.allocation import brute, questions


@pytest.mark.parametrize("part", range(5))
def test_split_equals_brute_force(part: int) -> None:
    for seed in range(part * 100, part * 100 + 100):
        lines, asks = questions.small(Random(seed))
        by_rank, by_share = brute.decimals(brute.by_rank(lines, asks)), brute.decimals(brute.by_share(lines, asks))
        for policy in Policy:
            expected = by_share if policy == Policy.FAIR_SHARE else by_rank
            assert split(lines, asks, policy).grants == expected, (seed, policy, lines, asks)
