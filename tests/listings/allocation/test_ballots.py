"""Ballots re-run to the same order, also by somebody who has nothing of ours."""

import subprocess
import sys
from itertools import takewhile

import pytest

from listings.allocation import ballot
from listings.allocation.ballot import TicketTwice, commit, draw, new_seed

TICKETS = [f"ticket-{number}" for number in range(1, 31)]
#: Published once: if this order ever changes, ballots of the past no longer re-run.
SEED = "0123456789abcdef0123456789abcdef"


def test_draw_depends_on_the_seed_and_not_on_the_order_of_entry() -> None:
    assert draw(SEED, TICKETS) == draw(SEED, TICKETS[::-1])
    assert draw(SEED, TICKETS)[:3] == ["ticket-12", "ticket-5", "ticket-7"]
    assert draw(new_seed(), TICKETS) != draw(new_seed(), TICKETS)
    assert sorted(draw(SEED, TICKETS)) == sorted(TICKETS)


def test_every_ticket_wins_about_as_often() -> None:
    wins = dict.fromkeys(TICKETS[:4], 0)
    for seed in range(2_000):
        wins[draw(str(seed), TICKETS[:4])[0]] += 1
    assert all(420 < won < 580 for won in wins.values())


def test_a_ticket_is_drawn_once() -> None:
    with pytest.raises(TicketTwice):
        draw(SEED, ["one", "one"])


def test_documented_lines_give_the_same_order() -> None:
    lines = (ballot.__doc__ or "").splitlines()
    start = next(place for place, line in enumerate(lines) if line.strip().startswith("from hashlib"))
    program = [line.removeprefix("    ") for line in takewhile(str.strip, lines[start:])]
    program[1:3] = [f"seed, commitment = {SEED!r}, {commit(SEED)!r}", f"tickets = {TICKETS!r}"]
    answer = subprocess.run([sys.executable, "-I", "-c", "\n".join(program)], capture_output=True, check=True)
    assert answer.stdout.decode().strip() == repr(draw(SEED, TICKETS))


def test_sha256sum_gives_the_same_order() -> None:
    numbers = {}
    for ticket in (*TICKETS, ""):
        text = f"{SEED}:{ticket}" if ticket else SEED
        numbers[ticket] = subprocess.run(["sha256sum"], input=text.encode(), capture_output=True, check=True).stdout[
            :64
        ]
    assert numbers.pop("").decode() == commit(SEED)
    assert sorted(TICKETS, key=numbers.__getitem__) == draw(SEED, TICKETS)
