"""Precision and recall of the matcher on the labelled pairs, beside a plain keyword baseline.

    python -m tests.bench.matching [--wrong] [--pairs 10000] [--seed 1]

With `--wrong` it lists each pair on which the matcher and the label disagree (of those that are not held out). With
`--pairs` it holds the keys of so many random wants against those of random listings and the exact criteria: whatever
meets has to share a key. Exit status 1 if one does not.
"""

import argparse
import sys

from listings.matching.anchors import keys_held, keys_of
from listings.matching.criteria import meets
from tests.listings import labelled, pairing


def say(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(line + "\n")


def compared(count: int, seed: int) -> int:
    """How many of so many random pairs meet the exact criteria and share no key."""
    met = missed = 0
    for ask, offer in pairing.pairs(count, seed):
        if meets(ask, offer, today=pairing.TODAY):
            met += 1
            missed += keys_of(ask).isdisjoint(keys_held(offer))
    say(f"{count:,} random pairs: {met:,} meet the exact criteria, {missed} of them share no key")
    return missed


def main() -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--wrong", action="store_true")
    asked.add_argument("--pairs", type=int, default=0)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    among = list(labelled.pairs())
    sets = {
        "all": among,
        "tuned on": [pair for pair in among if not pair.held_out],
        "held out": [pair for pair in among if pair.held_out],
    }
    judges = {"matcher": labelled.matcher, "any shared word": labelled.any_shared_word}
    say(f"{'pairs':<10} {'fit':>5} {'judge':<16} {'precision':>9} {'recall':>7} {'wrong':>6}")
    for name, chosen in sets.items():
        for judge, decide in judges.items():
            how = labelled.agreement(decide, chosen)
            fits = sum(pair.fits for pair in chosen)
            figures = f"{how.precision:>8.1%} {how.recall:>7.1%} {len(how.wrong):>6}"
            say(f"{f'{name} {len(chosen)}':<13} {fits:>3} {judge:<16} {figures}")
    if options.wrong:
        for pair in labelled.agreement(labelled.matcher, sets["tuned on"]).wrong:
            say(f"{'missed' if pair.fits else 'false'}: {pair.want!r} <- {pair.listing} ({pair.why})")
    return 1 if options.pairs and compared(options.pairs, options.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
