"""Precision and recall of the matcher on the labelled pairs, beside a plain keyword baseline.

    python -m tests.bench.matching [--wrong]

With `--wrong` it lists each pair on which the matcher and the label disagree (of those that are not held out).
"""

import argparse
import sys

from tests.listings import labelled


def say(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--wrong", action="store_true")
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
    if asked.parse_args().wrong:
        for pair in labelled.agreement(labelled.matcher, sets["tuned on"]).wrong:
            say(f"{'missed' if pair.fits else 'false'}: {pair.want!r} <- {pair.listing} ({pair.why})")


if __name__ == "__main__":
    main()
