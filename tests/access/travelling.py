"""Driving times in the world of the access tests: only who coordinates an organisation's vans looks at them or sets
them."""

from typing import Final

from marketplace.organisations.models import Role
from tests.access.cases import Case, Rule

COORDINATES: Final = Rule(own=frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value}))

CASES: Final = [
    Case("logistics:travel", who="carrier", get=COORDINATES),
    Case("logistics:travel-use", who="carrier", post=COORDINATES),
    Case("logistics:travel-set", who="carrier", post=COORDINATES),
    Case("logistics:travel-usual", who="carrier", post=COORDINATES),
]
