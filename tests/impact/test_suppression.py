"""What is withheld of a public table cannot be worked out again: shown by solving for it, not by the same idea."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.impact.suppression import LEAST_PARTIES, P_RULE, TOTAL, Key, Part, Table, bridges, table_of

ROWS = ("LS1", "LS2", "LS3", "LS4")
COLUMNS = ("2026-01", "2026-02", "2026-03")


def crowd(row: str, column: str, count: int = 6, kg: str = "100") -> list[Part]:
    """Many givers and receivers of about the same weight."""
    return [
        Part(row, column, giver, 20 + giver, 2, Decimal(kg), (Decimal(1), Decimal(2), Decimal(3)))
        for giver in range(1, count + 1)
    ]


thin = st.lists(
    st.builds(
        Part,
        row=st.sampled_from(ROWS),
        column=st.sampled_from(COLUMNS),
        giver=st.integers(1, 7),
        receiver=st.integers(11, 16),
        receipts=st.integers(1, 4),
        kg=st.decimals("-20", "400", places=1).filter(bool),
        kgco2e=st.just((Decimal(1), Decimal(2), Decimal(3))),
    ),
    max_size=12,
)
#: Most cells crowded, some with one or two givers or nothing in them.
crowds = st.lists(st.sampled_from((0, 1, 2, 6, 6, 6, 6, 6)), min_size=12, max_size=12).map(
    lambda counts: [
        part
        for (row, column), count in zip(((row, column) for row in ROWS for column in COLUMNS), counts, strict=True)
        for part in crowd(row, column, count=count)
    ]
)
parts = st.one_of(thin, crowds, st.builds(lambda few, many: few + many, thin, crowds))


def solved(unknown: list[Key], table: Table) -> set[Key]:
    """The unknown cells that the sums of the table determine, by elimination over fractions."""
    place = {key: at for at, key in enumerate(unknown)}
    lines = [[(row, column) for column in table.columns] for row in table.rows]
    lines += [[(row, column) for row in table.rows] for column in table.columns]
    matrix = []
    for line in lines:
        equation = [Fraction(0)] * len(unknown)
        for key in line:
            if key in place:
                equation[place[key]] = Fraction(-1 if key == line[-1] else 1)
        matrix.append(equation)
    rank = 0
    for column in range(len(unknown)):
        pivot = next((at for at in range(rank, len(matrix)) if matrix[at][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        scale = matrix[rank][column]
        matrix[rank] = [value / scale for value in matrix[rank]]
        for at, row in enumerate(matrix):
            if at != rank and row[column]:
                by = row[column]
                matrix[at] = [value - by * other for value, other in zip(row, matrix[rank], strict=True)]
        rank += 1
    return {unknown[next(at for at, value in enumerate(row) if value)] for row in matrix if sum(map(bool, row)) == 1}


def tells(made: list[Part]) -> bool:
    """The rule in other words: of some owner the rest could be known to within a tenth."""
    if not made:
        return False
    sides: list[dict[int, Decimal]] = []
    for side in ("giver", "receiver"):
        kg: defaultdict[int, Decimal] = defaultdict(Decimal)
        for part in made:
            kg[getattr(part, side)] += abs(part.kg)
        sides.append(kg)
    few = any(sum(1 for value in kg.values() if value) < LEAST_PARTIES for kg in sides)
    near = any(sum(sorted(kg.values())[:-2], Decimal(0)) < P_RULE * max(kg.values()) for kg in sides)
    return few or near or sum(part.receipts for part in made) < 5


def inside(made: list[Part], key: Key) -> list[Part]:
    return [part for part in made if key[0] in {part.row, TOTAL} and key[1] in {part.column, TOTAL}]


@settings(max_examples=120)
@given(parts)
def test_nothing_withheld_follows_from_what_is_printed(made: list[Part]) -> None:
    table = table_of(made, rows=ROWS, columns=COLUMNS)
    unknown = [key for key, figure in table.cells.items() if figure is None]
    assert solved(unknown, table) == set()
    for key, figure in table.cells.items():
        assert figure is None or not tells(inside(made, key))
        if figure is not None:
            assert figure.kg == sum((part.kg for part in inside(made, key)), Decimal(0))
            assert figure.receipts == sum(part.receipts for part in inside(made, key))


@settings(max_examples=80)
@given(parts)
def test_rest_of_a_line_tells_of_nobody_either(made: list[Part]) -> None:
    table = table_of(made, rows=ROWS, columns=COLUMNS)
    lines = [[(row, column) for column in table.columns] for row in table.rows]
    lines += [[(row, column) for row in table.rows] for column in table.columns]
    for line in lines:
        hidden = [key for key in line[:-1] if table.cells[key] is None]
        if hidden and table.cells[line[-1]] is not None:
            assert not tells([part for key in hidden for part in inside(made, key)])


@given(st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), max_size=12))
def test_bridges_are_the_cells_that_sums_give_away(edges: set[Key]) -> None:
    table = Table(tuple("abcd"), tuple("wxyz"), {})
    assert bridges(edges) == solved(sorted(edges), table)


def test_one_small_cell_takes_others_with_it_and_the_rest_is_printed() -> None:
    made = [part for row in ROWS for column in COLUMNS for part in crowd(row, column)]
    assert table_of(made, rows=ROWS, columns=COLUMNS).withheld == 0
    few = [part for part in made if (part.row, part.column) != ("LS1", "2026-01")]
    few += crowd("LS1", "2026-01", count=2)
    table = table_of(few, rows=ROWS, columns=COLUMNS)
    hidden = {key for key, figure in table.cells.items() if figure is None}
    assert ("LS1", "2026-01") in hidden
    assert len(hidden) == 4  # two rows by two columns: the smallest loop through it
    assert (TOTAL, TOTAL) not in hidden


def test_owner_of_nearly_all_is_not_given_away() -> None:
    made = [*crowd("LS1", "2026-01", kg="1"), Part("LS1", "2026-01", 1, 11, 9, Decimal(9000), (Decimal(0),) * 3)]
    table = table_of(made, rows=("LS1",), columns=("2026-01",))
    assert set(table.cells.values()) == {None}


def test_empty_table_is_all_zeros() -> None:
    table = table_of([], rows=ROWS, columns=COLUMNS)
    assert table.withheld == 0
    assert {figure.kg for figure in table.cells.values() if figure is not None} == {Decimal(0)}
