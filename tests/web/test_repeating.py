"""How something repeats, in a form: each way gives its rule, what is missing is said, the rest is passed over."""

from datetime import date

import pytest

from marketplace.kernel.recurrence import Rule, parse_rule
from marketplace.web.forms import Form
from marketplace.web.repeating import RepeatingMixin

TUESDAY = date(2026, 12, 1)


class _Plan(RepeatingMixin, Form):
    def __init__(
        self, data: dict[str, object] | None = None, *, kept: Rule | None = None, booking: bool = False
    ) -> None:
        super().__init__(data)
        self.ask_repeating(kept=kept, starts_on=TUESDAY, may_be_once=booking, needs_end=booking)

    def clean(self) -> None:
        self.check_repeating()


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"repeats": "week", "repeats_on": ["3", "0"], "repeats_step": "2", "repeats_until": "2027-03-03"},
         "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270303"),
        ({"repeats": "week", "repeats_on": ["1"], "repeats_day": "nonsense"}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"repeats": "weekday", "repeats_nth": "-1", "repeats_weekday": "4", "repeats_on": ["9"]},
         "FREQ=MONTHLY;BYDAY=-1FR"),
        ({"repeats": "day", "repeats_day": "15", "repeats_step": "3"}, "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"),
    ],
)  # fmt: skip
def test_each_way_of_repeating_gives_its_rule(said: dict[str, object], text: str) -> None:
    form = _Plan(said)
    assert form.errors == {}
    assert form.told_rule() == parse_rule(text)


def test_only_once_is_no_rule_whatever_else_was_typed() -> None:
    form = _Plan({"repeats": "once", "repeats_step": "x", "repeats_until": "yesterday"}, booking=True)
    assert form.errors == {}
    assert form.told_rule() is None


@pytest.mark.parametrize(
    ("said", "box"),
    [
        ({}, "repeats"),
        ({"repeats": "once"}, "repeats"),
        ({"repeats": "hourly"}, "repeats"),
        ({"repeats": "week"}, "repeats_on"),
        ({"repeats": "week", "repeats_on": ["7"]}, "repeats_on"),
        ({"repeats": "week", "repeats_on": ["1"], "repeats_step": "0"}, "repeats_step"),
        ({"repeats": "week", "repeats_on": ["1"], "repeats_step": "54"}, "repeats_step"),
        ({"repeats": "week", "repeats_on": ["1"], "repeats_step": "often"}, "repeats_step"),
        ({"repeats": "day"}, "repeats_day"),
        ({"repeats": "day", "repeats_day": "32"}, "repeats_day"),
        ({"repeats": "weekday", "repeats_nth": "1", "repeats_weekday": ""}, "repeats_weekday"),
        ({"repeats": "week", "repeats_on": ["1"], "repeats_until": "soon"}, "repeats_until"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_box(said: dict[str, object], box: str) -> None:
    assert list(_Plan(said).errors) == [box]


def test_a_booking_says_until_when() -> None:
    form = _Plan({"repeats": "week", "repeats_on": ["1"]}, booking=True)
    assert form.errors == {"repeats_until": ["Say until which day this repeats."]}


@pytest.mark.parametrize(
    "text",
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270303", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=15"],
)
def test_a_rule_that_is_kept_fills_the_boxes(text: str) -> None:
    blank = _Plan(kept=parse_rule(text))
    sent = {name: blank.get_initial_for_field(field, name) for name, field in blank.fields.items()}
    form = _Plan({name: value for name, value in sent.items() if value is not None})
    assert form.errors == {}
    assert form.told_rule() == parse_rule(text)
