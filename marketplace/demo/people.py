"""Who is in the demonstration region: West Yorkshire and its neighbours. Real places, invented organisations."""

from typing import Final, NamedTuple

PASSWORD: Final = "goodsyard-demo-yard"  # noqa: S105  printed beside the addresses: it opens the demonstration only


class Place(NamedTuple):
    """One site: what it is called, its street, town and postcode (sectors are real, the last two letters are not)."""

    name: str
    street: str
    town: str
    postcode: str
    access: str = ""


class Member(NamedTuple):
    """Somebody of an organisation, with the roles that they hold there."""

    name: str
    email: str
    roles: tuple[str, ...]


class Party(NamedTuple):
    """One organisation: what it deals in (`stock` names groups of `marketplace.demo.things`)."""

    name: str
    kind: str
    about: str
    places: tuple[Place, ...]
    stock: tuple[str, ...] = ()
    carries: bool = False


def _one(street: str, town: str, postcode: str, access: str = "", name: str = "Main site") -> tuple[Place, ...]:
    return (Place(name, street, town, postcode, access),)


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
    "Furnishes homes for people who leave homelessness behind. We collect with our own two vans.",
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
    _one("Theaker Lane", "Leeds", "LS12 3ZZ", "Deliveries after nine, never at half past three."),
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
        Member("Ruth Pell", "ruth@holbeck.example", ("requester",)),
    ),
    ARMLEY.name: (Member("Grace Whitaker", "grace@armley.example", ("administrator", "requester")),),
}

OTHERS: Final = (
    Party(
        "Calder & Wharfe Solicitors",
        "business",
        "Law firm with offices on both sides of the hill.",
        _one("9 Park Square East", "Leeds", "LS1 2ZZ", "Reception takes parcels; pallets by appointment."),
        ("office", "it"),
    ),
    Party(
        "Northern Light Software",
        "business",
        "Makes planning software and changes its desks too often.",
        _one("Marshall Mill, Marshall Street", "Leeds", "LS11 9ZZ", "Cobbled yard: no pallet truck."),
        ("it", "office"),
    ),
    Party(
        "Ridings Build Ltd",
        "business",
        "Housing contractor: surplus from four sites at a time.",
        (
            Place("Depot", "Gelderd Road", "Leeds", "LS12 6ZZ", "Hard hats; report to the hut."),
            Place("Thornbury site", "Leeds Old Road", "Bradford", "BD3 7ZZ", "Site hours end at half past three."),
        ),
        ("building",),
    ),
    Party(
        "Ogden Brothers Timber",
        "business",
        "Sawmill and merchant since 1921.",
        _one("Holmfirth Road", "Huddersfield", "HD4 6ZZ", "Forklift on site."),
        ("building", "packaging"),
    ),
    Party(
        "Pennine Carpets",
        "business",
        "Contract flooring; ends of rolls and tiles from refits.",
        _one("Queens Road", "Halifax", "HX1 4ZZ"),
        ("building", "textiles"),
    ),
    Party(
        "Kirkgate Hotel",
        "business",
        "82 rooms, refurbished floor by floor.",
        _one("30 Kirkgate", "Wakefield", "WF1 1ZZ", "Service lane off Westgate."),
        ("hospitality", "household"),
    ),
    Party(
        "The Piece Mill Events",
        "business",
        "Conferences, weddings and what is left after them.",
        _one("Dean Clough", "Halifax", "HX3 5ZZ"),
        ("events", "hospitality", "rooms"),
    ),
    Party(
        "Minster Hotels York",
        "business",
        "Two hotels within the walls.",
        _one("14 Bootham", "York", "YO30 7ZZ", "No vehicles over 3.5 t."),
        ("hospitality", "household"),
    ),
    Party(
        "Aire Valley Print",
        "business",
        "Paper, card and the pallets that they come on.",
        _one("Kirkstall Road", "Leeds", "LS4 2ZZ", "Dock with leveller."),
        ("packaging", "office"),
    ),
    Party(
        "Swillington Foods",
        "business",
        "Packs salads; crates, racking and chillers rotate every three years.",
        _one("Wakefield Road", "Leeds", "LS26 8ZZ", "Hygiene area: shoes off."),
        ("packaging", "catering", "storage"),
    ),
    Party(
        "Harrogate Spring Catering",
        "business",
        "Kitchens for schools and hospitals.",
        _one("Hornbeam Park", "Harrogate", "HG2 8ZZ"),
        ("catering",),
    ),
    Party(
        "White Rose Retail Fit-out",
        "business",
        "Strips and fits shops.",
        _one("Millshaw", "Leeds", "LS11 8ZZ", "Open until six."),
        ("storage", "building"),
    ),
    Party(
        "Brontë Textiles",
        "business",
        "Weaves for buses and theatres.",
        _one("North Street", "Keighley", "BD21 3ZZ", "Third floor; hoist."),
        ("textiles",),
    ),
    Party(
        "Dales Outdoor Wear",
        "business",
        "Jackets, boots and last season's samples.",
        _one("The Sidings", "Skipton", "BD23 1ZZ"),
        ("textiles",),
    ),
    Party(
        "Otley Road Dental",
        "business",
        "Three surgeries.",
        _one("64 Otley Road", "Leeds", "LS6 4ZZ"),
        ("office", "health"),
    ),
    Party(
        "Castleford Logistics Park",
        "business",
        "Sheds, yards and trailers by the motorway.",
        _one("Wheldon Road", "Castleford", "WF10 2ZZ", "Gatehouse open all hours."),
        ("storage", "packaging", "rooms"),
    ),
    Party(
        "Wharfedale Nurseries",
        "business",
        "Plants, pots and polytunnels.",
        _one("Pool Road", "Otley", "LS21 1ZZ"),
        ("garden",),
    ),
    Party(
        "Emmaus Ings Road",
        "charity",
        "A community that lives from what others no longer need.",
        _one("Ings Road", "Wakefield", "WF1 1ZZ"),
        ("household",),
        carries=True,
    ),
    Party(
        "Bradford Community Kitchen",
        "charity",
        "Cooks four hundred meals a week.",
        _one("Manningham Lane", "Bradford", "BD8 7ZZ", "Ring the side bell."),
        ("catering", "rooms"),
    ),
    Party(
        "Shipley Refugee Welcome",
        "charity",
        "First homes, first coats, first bicycles.",
        _one("Otley Road", "Shipley", "BD17 7ZZ"),
        (),
    ),
    Party(
        "Calder Valley Toolbank",
        "charity",
        "Lends tools to anyone who mends anything.",
        _one("Hangingroyd Lane", "Hebden Bridge", "HX7 7ZZ"),
        ("tools",),
    ),
    Party(
        "Second Spin Cycles",
        "charity",
        "Mends bicycles with young people.",
        _one("Kirkstall Lane", "Leeds", "LS5 3ZZ"),
        ("garden",),
    ),
    Party(
        "York Digital Inclusion",
        "charity",
        "Wipes, mends and gives laptops with a lesson.",
        _one("Lawrence Street", "York", "YO10 3ZZ"),
        ("it",),
    ),
    Party(
        "Hospice of the Ridings",
        "charity",
        "Care for the last months, and three shops that pay for it.",
        _one("Denby Dale Road", "Wakefield", "WF2 8ZZ"),
        ("health", "household"),
    ),
    Party(
        "Roundhay Theatre in the Park",
        "charity",
        "Plays under trees.",
        _one("Princes Avenue", "Leeds", "LS8 2ZZ"),
        ("events",),
    ),
    Party(
        "Thackley Academy",
        "school",
        "Secondary, 1,100 pupils.",
        _one("Leeds Road", "Bradford", "BD10 8ZZ", "Barrier code from the office."),
        ("school", "it"),
    ),
    Party(
        "Crow Nest Infants",
        "school",
        "Ninety small chairs and counting.",
        _one("Temple Road", "Dewsbury", "WF13 3ZZ"),
        ("school",),
    ),
    Party(
        "Colne Valley High",
        "school",
        "Design and technology specialist.",
        _one("Gillroyd Lane", "Huddersfield", "HD7 5ZZ"),
        ("school", "tools"),
    ),
    Party(
        "Nidd Valley School",
        "school",
        "Special school with workshops and stables.",
        _one("Starbeck", "Harrogate", "HG1 4ZZ"),
        ("school",),
    ),
    Party(
        "Acomb Road Primary",
        "school",
        "With a library of its own making.",
        _one("Acomb Road", "York", "YO24 4ZZ"),
        ("school",),
    ),
    Party(
        "Pudsey Sixth Form",
        "school",
        "Sixth form college.",
        _one("Richardshaw Lane", "Leeds", "LS28 7ZZ"),
        ("school", "rooms"),
    ),
    Party(
        "Leeds Parks and Places",
        "public_body",
        "Parks, depots and the furniture of squares.",
        (
            Place("Red Hall depot", "Red Hall Lane", "Leeds", "LS17 8ZZ", "Wagons by the left gate."),
            Place("Farnley depot", "Whitehall Road", "Leeds", "LS12 5ZZ"),
        ),
        ("garden", "building", "rooms"),
    ),
    Party(
        "Kirklees Neighbourhood Services",
        "public_body",
        "Libraries, halls and offices.",
        _one("Market Street", "Huddersfield", "HD1 2ZZ", "Loading from Princess Street."),
        ("office", "rooms", "school"),
    ),
    Party(
        "Aire & Calder Health Trust",
        "public_body",
        "Community hospitals and clinics.",
        _one("Burmantofts Street", "Leeds", "LS9 7ZZ", "Estates yard, ask for stores."),
        ("health", "office"),
    ),
    Party(
        "Wakefield Culture and Libraries",
        "public_body",
        "Libraries, museums, one castle.",
        _one("Burton Street", "Wakefield", "WF1 2ZZ"),
        ("school", "events", "rooms"),
    ),
    Party(
        "North York Fire and Rescue Stores",
        "public_body",
        "Hose, helmets and lockers past their date.",
        _one("Clifton Moor Gate", "York", "YO30 4ZZ"),
        ("storage", "tools"),
    ),
    Party(
        "Hyde Park Repair Café",
        "community_group",
        "Every second Saturday, tea included.",
        _one("Brudenell Road", "Leeds", "LS6 1ZZ"),
        ("tools",),
    ),
    Party(
        "Todmorden Growers",
        "community_group",
        "Vegetables where nobody expected them.",
        _one("Burnley Road", "Todmorden", "OL14 5ZZ"),
        ("garden",),
    ),
    Party(
        "Saltaire Makers",
        "community_group",
        "A shared workshop in a mill.",
        _one("Victoria Road", "Saltaire", "BD18 3ZZ"),
        ("tools", "rooms"),
    ),
    Party(
        "Chapeltown Youth Sound",
        "community_group",
        "A studio that is free after school.",
        _one("Chapeltown Road", "Leeds", "LS7 3ZZ"),
        ("events",),
    ),
    Party(
        "Ilkley Men's Shed",
        "community_group",
        "Makes, mends and talks.",
        _one("Brook Street", "Ilkley", "LS29 8ZZ"),
        ("tools", "garden"),
    ),
    Party(
        "Batley Scrap Store",
        "community_group",
        "Offcuts become art on Thursdays.",
        _one("Bradford Road", "Batley", "WF17 6ZZ"),
        ("textiles", "school"),
    ),
)

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
