"""What a column of a list can mean to us, and the words that people put above it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from marketplace.kernel.errors import gettext_noop as _
from marketplace.kernel.text import fold


class Field(StrEnum):
    """The meaning of a column. Several columns may be DESCRIPTION or IGNORE; any other meaning is taken once."""

    TITLE = "title"
    QUANTITY = "quantity"
    UNIT = "unit"
    DESCRIPTION = "description"
    CATEGORY = "category"
    CONDITION = "condition"
    REFERENCE = "reference"
    DIMENSIONS = "dimensions"
    LENGTH = "length"
    WIDTH = "width"
    DEPTH = "depth"
    HEIGHT = "height"
    UNIT_MASS = "unit_mass"
    TOTAL_MASS = "total_mass"
    AVAILABLE_FROM = "available_from"
    MUST_BE_GONE_BY = "must_be_gone_by"
    PRICE = "price"
    REPLACEMENT_VALUE = "replacement_value"
    SITE = "site"
    MAKE = "make"
    MODEL = "model"
    SERIAL = "serial"
    LINK = "link"
    PHOTO = "photo"
    IGNORE = "ignore"

    @property
    def label(self) -> str:
        """What the mapping page calls it."""
        return _LABELS[self]

    @property
    def repeatable(self) -> bool:
        """Whether several columns may mean this."""
        return self in {Field.DESCRIPTION, Field.IGNORE}

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label, for the mapping form."""
        return [(field.value, field.label) for field in cls]


_LABELS: Final[dict[Field, str]] = {
    Field.TITLE: _("What it is (title)"),
    Field.QUANTITY: _("How many"),
    Field.UNIT: _("Unit (item, m², kg …)"),
    Field.DESCRIPTION: _("Description (added to it)"),
    Field.CATEGORY: _("Category"),
    Field.CONDITION: _("Condition"),
    Field.REFERENCE: _("Your reference"),
    Field.DIMENSIONS: _("Size, all in one cell"),
    Field.LENGTH: _("Length"),
    Field.WIDTH: _("Width"),
    Field.DEPTH: _("Depth"),
    Field.HEIGHT: _("Height"),
    Field.UNIT_MASS: _("Weight of one"),
    Field.TOTAL_MASS: _("Weight of all together"),
    Field.AVAILABLE_FROM: _("Available from"),
    Field.MUST_BE_GONE_BY: _("Must be gone by"),
    Field.PRICE: _("Price asked for one"),
    Field.REPLACEMENT_VALUE: _("Price when new (not asked for)"),
    Field.SITE: _("Site"),
    Field.MAKE: _("Make"),
    Field.MODEL: _("Model"),
    Field.SERIAL: _("Serial number"),
    Field.LINK: _("Link to the product (added to the description)"),
    Field.PHOTO: _("Photo file or link"),
    Field.IGNORE: _("Leave this column out"),
}

# Words above columns, folded. Order within a field does not matter; a label that equals one is nearly certain, one that
# merely contains it is a guess, and the longest phrase wins: "new price" is a replacement value, "price" is asked for.
SYNONYMS: Final[dict[Field, str]] = {
    Field.REFERENCE: (
        "reference; ref; ref no; reference number; asset no; asset number; asset tag; asset id; asset ref; item no; "
        "item number; item code; item ref; item id; stock code; stock no; sku; code; product code; id; tag; barcode; "
        "lot; lot no; lot number; inventory number; inventory no; part no; part number; our ref; uid; asset code; no; "
        "number; #; line; line no; row"
    ),
    Field.TITLE: (
        "what; item; items; title; name; item name; product; product name; article; asset; asset name; goods; "
        "material; what is it; description of item; item description; asset description; product description; "
        "equipment; furniture; thing; object; listing; short description; descr; device; stock item; kit; contents"
    ),
    Field.DESCRIPTION: (
        "description; notes; note; comments; comment; details; detail; remarks; further information; more "
        "information; additional information; info; specification; spec; specs; long description; other; colour; "
        "color; finish; material type; accessories; features; remark; handling; access; floor; room; location notes; "
        "age; special instructions; defects; faults; department; dept; owner; contact; grade notes"
    ),
    Field.CATEGORY: (
        "category; type; item type; kind; class; group; product group; product type; asset type; family; "
        "classification; asset category; device type; equipment type; asset class; section; sub category; subcategory"
    ),
    Field.QUANTITY: (
        "quantity; qty; how many; amount; count; number of; number of items; no of; no of items; no off; units; "
        "quantity available; qty available; available qty; available quantity; total qty; total quantity; stock; in "
        "stock; pieces; pcs; no available; number available; on hand; total number; volume available; surplus qty; "
        "stock level; surplus quantity; qty surplus; approx qty; approx quantity"
    ),
    Field.UNIT: (
        "unit; unit of measure; uom; measure; measured in; units of measure; sold by; per; pack; pack type; unit type"
    ),
    Field.UNIT_MASS: (
        "weight; unit weight; weight each; weight per item; weight per unit; mass; unit mass; kg each; kg; kgs; "
        "weight of one; kg per item; kg per unit; wt; mass each; item weight; approx weight; est weight; weight ea; "
        "wt each; approx weight each; estimated weight"
    ),
    Field.TOTAL_MASS: (
        "total weight; total mass; total kg; weight total; combined weight; gross weight; total wt; tonnes; tonnage; "
        "total tonnes; overall weight; weight of all; kg total; total weight kg; line weight; mass total"
    ),
    Field.CONDITION: (
        "condition; state; grade; quality; cond; condition grade; item condition; status of item; asset condition; "
        "physical condition; condition rating"
    ),
    Field.DIMENSIONS: (
        "size; dimensions; sizes; dims; measurements; dimension; size w x d x h; l x w x h; w x d x h; wxdxh; lxwxh; "
        "hxwxd; h x w x d; size mm; approx size; wxhxd; w x h x d; dim"
    ),
    Field.LENGTH: "length; l; len; long; dimensions l; size l; length each",
    Field.WIDTH: "width; w; wide; dimensions w; size w",
    Field.DEPTH: "depth; d; deep; dimensions d; size d; thickness; thk",
    Field.HEIGHT: "height; h; high; ht; dimensions h; size h; tall",
    Field.AVAILABLE_FROM: (
        "available from; available; from; available on; date available; ready from; collect from; collection from; "
        "availability; earliest collection; available date; ready; start date; date from; ready date; release date; "
        "free from; from date; available for collection; release; dates from; collection dates from"
    ),
    Field.MUST_BE_GONE_BY: (
        "must be gone by; gone by; collect by; collection by; deadline; until; available until; latest collection; "
        "remove by; clear by; to; end date; needs to go by; date to; needed out by; collection deadline; by when; "
        "last date; latest date; must go by; expiry; expires; clearance date; out by; remove before; disposal date; "
        "must be removed by; removal date; collected by; to be collected by; to be cleared by; required out by; dates "
        "to; final collection; collection dates to; move out date; available to"
    ),
    Field.PRICE: (
        "price; asking price; sale price; cost; price each; unit price; our price; price gbp; price per item; asking; "
        "selling price; offer price; price per unit; guide price; reserve; price ea; price ex vat; price inc vat; ask"
    ),
    Field.REPLACEMENT_VALUE: (
        "new price; rrp; retail price; price new; price when new; replacement value; replacement cost; cost new; list "
        "price; original price; original cost; purchase price; value new; value; new cost; new value; retail value; "
        "purchase cost; new price each; cost when new; price as new; value when new; bought for; msrp; estimated "
        "value; est value; original value; retail; market value; insurance value; rrp each; recommended retail price"
    ),
    Field.SITE: (
        "site; building; premises; depot; branch; location; collection address; collect at; address; where; "
        "collection point; store; warehouse; campus; postcode; site name; collection site; current location; office; "
        "held at"
    ),
    Field.MAKE: "make; manufacturer; brand; maker; mfr; vendor; mfg; manufactured by",
    Field.MODEL: "model; model no; model number; model name; make model; make and model; range; model type",
    Field.SERIAL: (
        "serial; serial number; serial no; s n; sn; serials; service tag; imei; serial num; chassis no; serial numbers"
    ),
    Field.LINK: (
        "link; url; web; website; web link; product link; webpage; product page; hyperlink; weblink; more info link; "
        "datasheet; product url"
    ),
    Field.PHOTO: (
        "photo; photos; image; picture; images; pictures; photo link; image url; photo url; image link; pic; pics; "
        "photo ref; photo no; image ref; photograph"
    ),
    Field.IGNORE: (
        "book value; nbv; net book value; depreciation; accumulated depreciation; cost centre; gl code; vat; total "
        "price; line total; total value; total cost; total; subtotal; qty taken; reserved by; claimed by; taken; "
        "disposed; disposal method; approved by; signed; initials; sum; total new price; extended price; net value; "
        "po number; purchase date; date purchased; date of purchase; po no; invoice no; supplier; what to correct"
    ),
}


def label_words(label: str) -> str:
    """A label as it is compared: folded, only letters, digits and '#', single spaces."""
    plain = "".join(sign if sign.isalnum() or sign == "#" else " " for sign in fold(label))
    return " ".join(plain.split())


PHRASES: Final[dict[str, Field]] = {
    label_words(phrase): field for field, phrases in SYNONYMS.items() for phrase in phrases.split(";")
}
