"""Each reason for staying behind, its numbers, its sentence, and what can be done."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from logistics.planning.network import Network
from logistics.planning.problem import UNREACHABLE, Load, Lock, Problem
from logistics.planning.reasons import why_unplanned
from logistics.planning.repair import construct
from logistics.planning.result import Unplanned
from logistics.planning.sentences import SENTENCES, STEPS, say, say_step
from tests.logistics.planning.days import HOUR, day, days, job, row_matrix, shift, visit

LIFT = frozenset({"tail_lift"})


def reason(problem: Problem) -> Unplanned:
    """Why the one job that the plan leaves out is left out."""
    net = Network(problem)
    draft = construct(net)
    (left,) = draft.left
    return why_unplanned(net, draft.tours, left)


def steps(item: Unplanned) -> list[str]:
    return [step.code for step in item.next_steps]


def test_no_vehicle() -> None:
    item = reason(day(job("a", visit(1), visit(2)), shifts=()))
    assert (item.code, item.sentence) == ("no_vehicle", "There is no shift on this day.")
    assert steps(item) == ["add_shift", "other_day", "offer_volunteer", "recipient_collects"]


def test_no_skill() -> None:
    item = reason(day(job("a", visit(1), visit(2), skills=LIFT)))
    assert item.code == "no_skill"
    assert item.sentence == "No shift on this day has everything it needs: tail lift."
    assert item.next_steps[0].sentence == "Add a shift that has tail lift."


def test_too_big_can_be_split() -> None:
    item = reason(day(job("a", visit(1), visit(2), kg=250), shifts=(shift(kg=100), shift("car", kg=30))))
    assert item.code == "too_big"
    assert item.sentence == (
        "It is 250 kg, 250 l, 0 pallets; the largest vehicle that could take it has room for 100 kg, 100 l, 0 pallets."
    )
    assert item.next_steps[0].sentence == "Split it into 3 loads."


def test_pallet_on_a_vehicle_without_pallet_places_cannot_be_split() -> None:
    work = replace(job("a", visit(1), visit(2)), load=Load(grams=1000, pallets=1))
    item = reason(day(work))
    assert item.code == "too_big"
    assert "split_load" not in steps(item)


def test_closed_while_shifts_run() -> None:
    item = reason(day(job("a", visit(1), visit(2, (18 * HOUR, 19 * HOUR)))))
    assert item.code == "window_vs_shift"
    assert item.sentence == "It can be delivered 18:00–19:00, and no shift that could take it works then (08:00–17:00)."
    assert item.next_steps[0].numbers == {"minutes": 60}
    assert item.next_steps[0].code == "widen_delivery"


def test_windows_that_do_not_fit_together() -> None:
    item = reason(day(job("a", visit(1, (11 * HOUR, 12 * HOUR)), visit(2, (9 * HOUR, 10 * HOUR)))))
    assert item.code == "windows_apart"
    assert item.sentence == (
        "With pickup 11:00–12:00 and delivery 09:00–10:00, no shift that could take it can be at both in time."
    )
    assert steps(item)[:2] == ["widen_pickup", "widen_delivery"]
    assert item.next_steps[0].numbers == {"minutes": 120}  # 09:45 by then, 60 would still be too late


def test_too_far_for_a_shift() -> None:
    item = reason(day(job("a", visit(8), visit(9)), shifts=(shift(hours=(8 * HOUR, 10 * HOUR)),)))
    assert item.code == "unreachable"
    assert item.numbers == {"needed_min": 190, "shift_min": 120}  # 18 legs of ten minutes and twice five at stops


def test_no_road() -> None:
    matrix = row_matrix(10)
    seconds = tuple(
        tuple(UNREACHABLE if a != b and 3 in {a, b} else value for b, value in enumerate(row))
        for a, row in enumerate(matrix.seconds)
    )
    problem = replace(day(job("a", visit(1), visit(3))), matrix=replace(matrix, seconds=seconds))
    item = reason(problem)
    assert (item.code, steps(item)[0]) == ("no_road", "check_place")


def test_no_capacity_left_says_when() -> None:
    """Three loads that must be aboard at the same time, on two vans with a lift that take one each."""
    work = [
        job(
            name,
            visit(1, (10 * HOUR, 10 * HOUR + 30)),
            visit(5, (14 * HOUR, 14 * HOUR + 30)),
            kg=80,
            skills=LIFT,
            priority=rank,
        )
        for name, rank in (("first", 3), ("second", 2), ("third", 1))
    ]
    item = reason(day(*work, shifts=(shift("one", skills=LIFT), shift("two", skills=LIFT), shift("plain"))))
    assert (item.job_id, item.code) == ("third", "no_capacity_left")
    assert item.sentence == "Needs tail lift. Shifts that have it: 2. All are too full from 10:05 to 14:05."
    assert steps(item)[0] == "add_skilled_shift"


def test_no_time_left_offers_what_would_help() -> None:
    work = [
        job("first", visit(1, (10 * HOUR, 10 * HOUR)), visit(2), priority=5),
        job("second", visit(9, (10 * HOUR, 10 * HOUR)), visit(8)),
    ]
    item = reason(day(*work))
    assert (item.job_id, item.code) == ("second", "no_time_left")
    assert item.sentence == "Shifts that could take it: 1. None has the time left."
    assert ("widen_pickup", {"minutes": 120}) in [(step.code, step.numbers) for step in item.next_steps]


def test_no_time_left_names_the_overtime() -> None:
    work = [job("first", visit(9), visit(0), priority=5), job("second", visit(0), visit(4))]
    item = reason(day(*work, shifts=(shift(hours=(8 * HOUR, 11 * HOUR + 15)),)))
    assert (item.job_id, item.code) == ("second", "no_time_left")
    assert ("extend_shift", {"shift": "The van", "minutes": 5}) in [(s.code, s.numbers) for s in item.next_steps]


def test_locked() -> None:
    work = [job("first", visit(1, (600, 600)), visit(2), priority=5), job("second", visit(9, (600, 600)), visit(8))]
    item = reason(day(*work, shifts=(shift("van"), shift("car")), locks=(Lock("first", "van"), Lock("second", "van"))))
    assert item.code == "locked"
    assert item.sentence == "It is tied to The van, which has no time or room left for it."
    assert steps(item)[0] == "unlock"


@settings(max_examples=80, deadline=None)
@given(days())
def test_every_job_left_out_of_any_plan_has_a_sentence_and_a_step(problem: Problem) -> None:
    net = Network(problem)
    draft = construct(net)
    for number in draft.left:
        item = why_unplanned(net, draft.tours, number)
        assert item.sentence == say(item.code, item.numbers)
        assert item.next_steps or number in net.aboard
        assert [step.sentence for step in item.next_steps] == [say_step(s.code, s.numbers) for s in item.next_steps]


def test_sentences_can_be_translated() -> None:
    heard: list[str] = []

    def spanish(text: str) -> str:
        heard.append(text)
        return "Falta: {skills}"

    assert say("no_skill", {"skills": "grúa"}, spanish) == "Falta: grúa"
    assert heard == [SENTENCES["no_skill"]]
    assert say_step("add_skilled_shift", {"skills": "x"}) == STEPS["add_skilled_shift"].format(skills="x")
