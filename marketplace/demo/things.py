"""What the demonstration region has to offer and looks for, by group; how many is drawn at random from a range."""

from typing import Final, NamedTuple


class Thing(NamedTuple):
    """A kind of listing: category slug, title, what one says of it, and from how many to how many there are."""

    category: str
    title: str
    words: str
    least: int = 1
    most: int = 1
    unit: str = "item"
    mode: str = "give"
    pounds: int = 0
    kg: str = ""
    make: str = ""


THINGS: Final[dict[str, tuple[Thing, ...]]] = {
    "office": (
        Thing(
            "desks",
            "Bench desks, white, 1600 x 800",
            "Cable trays on all of them. Legs unscrew; tools provided.",
            6,
            40,
        ),
        Thing(
            "desks",
            "Sit-stand desks, oak top",
            "Electric, all tested on the day we switched them off.",
            2,
            14,
            make="Herzog",
        ),
        Thing("office-chairs", "Mesh task chairs", "Arms adjust. A few have worn castors.", 8, 60),
        Thing("office-chairs", "Operator chairs, blue", "Clean fabric, gas lifts fine.", 4, 30),
        Thing(
            "meeting-tables",
            "Boardroom table in three parts",
            "Walnut veneer, seats fourteen. Takes four people.",
            1,
            2,
        ),
        Thing("meeting-chairs", "Visitor chairs, cantilever", "Stackable, black.", 6, 24),
        Thing("filing-cabinets", "Four-drawer filing cabinets", "Keys for most of them.", 2, 16),
        Thing("cupboards", "Tambour cupboards, grey", "Shelves inside; doors run smoothly.", 2, 10),
        Thing("pedestals", "Mobile pedestals, three drawers", "Keys taped underneath.", 5, 40),
        Thing("screens", "Acoustic desk screens", "Felt, several colours.", 6, 30),
        Thing("reception-seating", "Reception sofas", "Two-seaters with fire labels.", 1, 4),
        Thing("whiteboards", "Whiteboards on stands", "With pens, as long as they last.", 1, 6),
        Thing("binders", "Lever arch files", "Empty, as new, in boxes.", 40, 300),
    ),
    "it": (
        Thing(
            "laptops",
            "Laptops, four years old",
            "Drives wiped with certificates; chargers included.",
            5,
            30,
            make="Lenovo",
        ),
        Thing("monitors", "24-inch monitors", "With stands and cables.", 6, 50, make="Dell"),
        Thing("desktops", "Small desktop computers", "8 GB, no drives.", 4, 20, make="HP"),
        Thing("printers", "Laser printers", "Half-full cartridges.", 1, 4, make="Brother"),
        Thing("projectors", "Meeting room projectors", "Lamp hours on a label.", 1, 4, make="Epson"),
        Thing("servers", "Network switches, 48 port", "Out of a working rack.", 1, 6),
        Thing("peripherals", "Keyboards and mice", "Cleaned, in sets.", 10, 60, unit="set"),
        Thing("phones-tablets", "Tablets with cases", "Reset, screens good.", 4, 25, make="Samsung"),
    ),
    "building": (
        Thing("bricks", "Reclaimed red bricks", "Cleaned of lime, on pallets of 400.", 400, 3000),
        Thing("timber", "C24 timber, 47 x 150, offcuts over 1.2 m", "Dry stored.", 20, 160, unit="m"),
        Thing("sheet-timber", "Plywood sheets, 18 mm", "Full sheets, a few with one screw line.", 8, 60, unit="sheet"),
        Thing("insulation", "PIR insulation boards, 100 mm", "Wrapped, over-ordered.", 10, 80, unit="m2"),
        Thing("plasterboard", "Plasterboard, 12.5 mm", "Indoors, on bearers.", 10, 60, unit="sheet"),
        Thing("paving", "York stone paving", "Lifted from a yard; mixed sizes.", 6, 40, unit="m2"),
        Thing("roof-tiles", "Concrete roof tiles", "Same range as the estate.", 100, 800),
        Thing("carpet-tiles", "Carpet tiles, charcoal", "Lifted with care, some glue.", 30, 240, unit="m2"),
        Thing("doors", "Internal fire doors, FD30", "With labels and hinges.", 2, 18),
        Thing("paint", "Trade emulsion, opened and unopened", "Lids tight, mostly white.", 5, 60, unit="litre"),
        Thing("sanitaryware", "Wash basins with taps", "Out of a refitted floor.", 2, 12),
        Thing("ceiling-tiles", "Mineral ceiling tiles", "Boxed.", 20, 120),
        Thing("structural-steel", "Universal beams, cut ends", "1 to 3 m.", 2, 12),
        Thing("aggregates", "Crushed concrete, 6F2", "Loaded by us.", 4, 30, unit="tonne"),
    ),
    "packaging": (
        Thing("pallets", "Euro pallets", "Sound, stacked under cover.", 20, 200),
        Thing("cardboard-boxes", "Double-wall boxes", "Used once, flat.", 50, 500),
        Thing("crates", "Lidded plastic crates", "60 litres, stackable.", 20, 120),
        Thing("drums", "Food-grade drums, 200 litres", "Rinsed.", 4, 24),
        Thing("paper", "SRA3 card, ends of reams", "Many colours.", 20, 200, unit="kg"),
        Thing("packing-materials", "Bubble wrap, part rolls", "Clean.", 3, 20, unit="roll"),
    ),
    "textiles": (
        Thing("fabric", "Upholstery wool, ends of rolls", "1 to 6 m pieces.", 20, 140, unit="m"),
        Thing("adult-clothing", "Waterproof jackets, samples", "Sizes S to XL.", 10, 60),
        Thing("footwear-bags", "Walking boots, last season", "Boxed pairs.", 6, 40, unit="pair"),
        Thing("workwear", "High-visibility vests", "Washed, no logo.", 20, 120),
        Thing("childrens-clothing", "School jumpers, plain", "Green and navy.", 20, 90),
        Thing("bedding-curtains", "Blackout curtains", "From a hotel floor, 2.4 m drop.", 8, 50, unit="pair"),
    ),
    "hospitality": (
        Thing("beds", "Divan beds with headboards", "Three-star hotel, good care.", 4, 24),
        Thing("mattresses", "Double mattresses", "Covers on from new, fire labels.", 4, 24),
        Thing("wardrobes", "Open wardrobes", "Flat-packed again.", 3, 18),
        Thing("bar-stools", "Bar stools, brass", "Seats re-covered last year.", 6, 24),
        Thing("stacking-chairs", "Gilt banqueting chairs", "Cushions included.", 30, 150),
        Thing("bedding-curtains", "White bath towels", "Laundered, light wear.", 50, 300),
        Thing("televisions", "32-inch televisions", "Wall brackets too.", 6, 40, make="LG"),
    ),
    "household": (
        Thing("sofas", "Three-seat sofas", "Fire labels checked.", 1, 5),
        Thing("dining-tables", "Dining tables with four chairs", "Solid wood.", 1, 5, unit="set"),
        Thing(
            "washing-machines",
            "Washing machines",
            "Tested; one-month promise.",
            1,
            5,
            mode="sell",
            pounds=60,
            make="Bosch",
        ),
        Thing("cookers", "Electric cookers", "Tested and cleaned.", 1, 4, mode="sell", pounds=75),
        Thing("beds", "Single bed frames", "Slats complete.", 2, 8),
        Thing("small-appliances", "Kettles and toasters", "PAT tested.", 4, 20),
    ),
    "events": (
        Thing("marquees", "Marquee, 6 x 12 m", "Poles, pegs and a plan.", 1, 2, mode="lend"),
        Thing("staging", "Stage decks, 2 x 1 m", "With legs in two heights.", 6, 20, mode="lend"),
        Thing(
            "sound-equipment", "Small PA with two microphones", "Works; bring an adaptor.", 1, 3, mode="hire", pounds=35
        ),
        Thing("exhibition-stands", "Pop-up display stands", "Replace the graphics.", 2, 12),
        Thing("party-decor", "Table centrepieces, brass and glass", "From one wedding too many.", 10, 40, unit="kg"),
        Thing("folding-tables", "Trestle tables", "Six foot.", 6, 40, mode="lend"),
    ),
    "catering": (
        Thing(
            "commercial-kitchen-machines",
            "Combination oven, six grid",
            "Three phase; disconnected by an electrician.",
            1,
            2,
        ),
        Thing("commercial-fridges", "Upright fridges, stainless", "Gas checked last spring.", 1, 4),
        Thing("prep-tables", "Stainless prep tables", "1500 and 1800 mm.", 2, 8),
        Thing("crockery", "White dinner plates", "Hotel ware, no chips.", 60, 400),
        Thing("cookware", "Stock pots and gastronorm trays", "Mixed sizes.", 5, 40),
        Thing("crates", "Bread crates", "Blue, stackable.", 20, 90),
    ),
    "storage": (
        Thing("pallet-racking", "Pallet racking bays", "Frames and beams, dismantled.", 3, 20),
        Thing("shelving", "Longspan shelving", "Bolt-free.", 4, 24),
        Thing("trolleys", "Platform trolleys", "Wheels run true.", 2, 10),
        Thing("clothes-rails", "Clothes rails", "Heavy, on castors.", 4, 24),
        Thing("display-cabinets", "Glass display cabinets", "Lockable, lights work.", 1, 6),
        Thing("lockers", "Steel lockers, four-door", "Some keys missing.", 4, 30),
    ),
    "school": (
        Thing("classroom-chairs", "Polypropylene chairs, size 4", "Blue, stackable.", 15, 90),
        Thing("classroom-tables", "Classroom tables, 1100 x 550", "Tops good, edges worn.", 8, 30),
        Thing("books", "Guided reading sets", "Complete sets of six.", 20, 120),
        Thing("art-craft", "Sugar paper, paint and clay", "End of a budget.", 10, 60, unit="kg"),
        Thing("lab-equipment", "Glassware and stands", "From a refitted lab.", 10, 40),
        Thing("sports-equipment", "Gym benches and mats", "Inspected in June.", 2, 10),
        Thing("musical-instruments", "Class set of ukuleles", "With bags.", 10, 30),
        Thing("toys", "Wooden blocks and trains", "Washed.", 5, 30),
    ),
    "health": (
        Thing("wheelchairs", "Self-propelled wheelchairs", "Serviced.", 2, 8),
        Thing("walking-aids", "Walking frames", "Cleaned, ferrules new.", 6, 40),
        Thing("care-beds", "Profiling beds", "With handsets.", 1, 6),
        Thing("safety-first-aid", "First-aid kits, in date", "Unopened.", 6, 40),
    ),
    "tools": (
        Thing("power-tools", "Cordless drills", "Two batteries each.", 2, 10, mode="lend"),
        Thing("hand-tools", "Joiner's hand tools", "Sharpened.", 5, 40),
        Thing("ladders", "Step ladders", "Inspected this year.", 1, 6, mode="lend"),
        Thing("workshop-machines", "Pillar drill", "Single phase.", 1, 2, mode="lend"),
        Thing("lighting", "LED panel lights, 600 x 600", "Drivers included.", 10, 60),
    ),
    "garden": (
        Thing("planters", "Oak planters", "1 m, lined.", 2, 16),
        Thing("soil-compost", "Peat-free compost", "Bulk bags.", 2, 20, unit="m3"),
        Thing("garden-tools", "Spades, forks and rakes", "Handles oiled.", 6, 40),
        Thing("fencing", "Chestnut paling", "Rolls of 10 m.", 2, 14, unit="roll"),
        Thing("bicycles", "Adult bicycles to mend", "Frames straight.", 3, 15),
        Thing("outdoor-furniture", "Park benches", "Hardwood slats, cast ends.", 1, 8),
    ),
    "rooms": (
        Thing("meeting-room", "Meeting room for twelve", "Screen, whiteboard, tea point.", mode="lend"),
        Thing("hall", "Hall with stage", "Sprung floor, kitchen hatch, 120 chairs.", mode="hire", pounds=18),
        Thing("classroom", "Training room in the evening", "Tables in rows, projector.", mode="lend"),
        Thing("storage-space", "Dry storage, 40 m²", "Roller door, pallet truck.", mode="lend"),
        Thing("workshop", "Workshop bench by the day", "Vices, dust extraction.", mode="hire", pounds=12),
        Thing("yard", "Yard for two lorries", "Gated, lit.", mode="lend"),
    ),
}

#: What people look for: category slug, words, from how many to how many.
WANTS: Final = (
    ("desks", "Desks for a homework club", 4, 20),
    ("office-chairs", "Chairs that adjust", 4, 30),
    ("laptops", "Laptops for a job club", 4, 20),
    ("monitors", "Monitors for a coding class", 4, 12),
    ("classroom-chairs", "Small chairs", 15, 60),
    ("stacking-chairs", "Chairs for the hall", 30, 100),
    ("folding-tables", "Trestle tables for the market", 6, 20),
    ("sofas", "Sofas for first homes", 1, 4),
    ("beds", "Beds for first homes", 2, 10),
    ("washing-machines", "Washing machine", 1, 2),
    ("timber", "Timber for raised beds", 20, 80),
    ("paving", "Paving for a courtyard", 10, 30),
    ("planters", "Planters for the street", 4, 12),
    ("bicycles", "Bicycles to mend", 4, 15),
    ("books", "Reading books", 20, 80),
    ("crockery", "Plates for a community café", 40, 150),
    ("commercial-fridges", "A fridge for the food bank", 1, 2),
    ("shelving", "Shelving for donations", 4, 12),
    ("fabric", "Fabric for costumes", 10, 60),
    ("power-tools", "Drills for a repair café", 2, 6),
    ("paint", "White paint", 10, 40),
    ("carpet-tiles", "Carpet tiles for a youth room", 20, 80),
    ("whiteboards", "Whiteboards", 1, 4),
    ("wheelchairs", "Wheelchairs to lend", 1, 4),
    ("cardboard-boxes", "Boxes for food parcels", 50, 200),
    ("lockers", "Lockers for a night shelter", 4, 16),
    ("televisions", "Screen for the common room", 1, 2),
    ("musical-instruments", "Instruments, any", 4, 20),
    ("soil-compost", "Compost", 1, 6),
    ("hall", "A hall for Saturdays", 1, 1),
    ("meeting-room", "A room for trustees, monthly", 1, 1),
    ("storage-space", "Somewhere dry for twelve pallets", 1, 1),
)
