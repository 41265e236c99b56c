"""Who is in the demonstration region: West Yorkshire and its neighbours. Real places, invented organisations."""

from typing import Final

from marketplace.demo.neighbours import OTHERS
from marketplace.demo.parties import Member, Party, Place, one_site

PASSWORD: Final = "goodsyard-demo-yard"  # noqa: S105  printed beside the addresses: it opens the demonstration only


#: The four who walk the journey; each has somebody to sign in as.
AIREDALE: Final = Party(
    "Airedale Insurance Group",
    "business",
    "Offices in Leeds, Bradford and Harrogate; closing two floors and moving the rest.",
    (
        Place(
            "Wellington Street", "48 Wellington Street", "Leeds", "LS1 4ZZ", "Goods lift at the rear, ask for the key."
        ),
        Place("Forster Square", "3 Canal Road", "Bradford", "BD1 4ZZ", "Loading bay under the car park, 2.1 m high."),
        Place("Station Parade", "17 Station Parade", "Harrogate", "HG1 1ZZ", "Stairs only, no lift."),
    ),
    ("office", "it", "rooms"),
)
HOLBECK: Final = Party(
    "Holbeck Furniture Bank",
    "charity",
    "Furnishes homes for people who leave homelessness behind. We collect with our own three vans.",
    (
        Place("Warehouse", "12 Bath Road", "Leeds", "LS11 9ZZ", "Roller door on the left; beep twice."),
        Place("Shop", "201 Dewsbury Road", "Leeds", "LS11 5ZZ", "Double yellow lines: five minutes only."),
    ),
    ("household",),
    carries=True,
)
ARMLEY: Final = Party(
    "Armley Green Primary School",
    "school",
    "Two-form entry primary with a garden, a hall and not enough chairs.",
    one_site("Theaker Lane", "Leeds", "LS12 3ZZ", "Deliveries after nine, never at half past three."),
    ("school", "rooms"),
)
MEMBERS: Final[dict[str, tuple[Member, ...]]] = {
    AIREDALE.name: (
        Member("Priya Shah", "priya@airedale.example", ("administrator", "lister")),
        Member("Helen Marsden", "helen@airedale.example", ("reporter",)),
        Member("Joe Thackray", "joe@airedale.example", ("lister",)),
    ),
    HOLBECK.name: (
        Member("Sam Okafor", "sam@holbeck.example", ("administrator", "requester", "coordinator")),
        Member("Dina Kowalska", "dina@holbeck.example", ("driver",)),
        Member("Mo Rahman", "mo@holbeck.example", ("driver",)),
        Member("Tom Ashworth", "tom@holbeck.example", ("driver",)),
        Member("Ruth Pell", "ruth@holbeck.example", ("requester",)),
    ),
    ARMLEY.name: (
        Member("Grace Whitaker", "grace@armley.example", ("administrator", "requester")),
        Member("Hana Malik", "hana@armley.example", ("driver",)),
    ),
}

PARTIES: Final = (AIREDALE, HOLBECK, ARMLEY, *OTHERS)

#: Printed by the command: one sign-in for each role.
SIGN_INS: Final = (
    ("lists surplus, answers claims (a business)", "priya@airedale.example"),
    ("looks for things, plans the vans (a charity)", "sam@holbeck.example"),
    ("drives today's run", "dina@holbeck.example"),
    ("reads the reports (sustainability lead)", "helen@airedale.example"),
    ("looks for things (a school)", "grace@armley.example"),
    ("runs the service (operator)", "operator@goodsyard.example"),
)
