"""Counties, as people put them behind a town's name: which postcode areas each reaches into.

For telling towns of one name apart ("Newport, Shropshire"), not for drawing borders: a postcode area is larger than
many a county and crosses borders, so an area may stand in several rows. Drawn up by us from common knowledge:
historic, ceremonial and present counties alike, with the short forms in use.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from marketplace.kernel.text import fold

_AREAS: Final = """
bedfordshire, beds: LU MK SG PE
berkshire, berks: RG SL
buckinghamshire, bucks: HP MK SL
cambridgeshire, cambs: CB PE SG
cheshire: CH CW WA SK ST
cornwall: TR PL EX
cumbria, cumberland, westmorland: CA LA DL
derbyshire: DE S SK NG
devon: EX PL TQ TA
dorset: DT BH SP
durham, co durham: DH DL SR TS NE
essex: CM CO SS RM IG CB
gloucestershire, glos: GL BS
avon: BS BA
greater london, london: E EC N NW SE SW W WC BR CR DA EN HA IG KT RM SM TW UB
middlesex: TW UB HA EN
greater manchester, manchester: M OL BL SK WN
hampshire, hants: SO PO RG GU SP BH
isle of wight, iow: PO
herefordshire: HR WR
hertfordshire, herts: AL SG WD EN HP CM
kent: ME CT TN DA BR
lancashire, lancs: PR BB FY LA BL OL WN
leicestershire, leics: LE
lincolnshire, lincs: LN PE NG DN
merseyside: L CH WA PR
norfolk: NR IP PE
northamptonshire, northants: NN PE
northumberland: NE TD
tyne and wear, tyneside: NE SR DH
nottinghamshire, notts: NG DN S
oxfordshire, oxon: OX RG SN
rutland: LE PE
shropshire, salop: SY TF WV WR
somerset: TA BA BS
staffordshire, staffs: ST WS DE B WV
suffolk: IP CO NR CB
surrey: GU KT RH SM CR
east sussex: BN TN
west sussex: RH BN PO
sussex: BN RH TN PO
teesside, cleveland: TS
warwickshire: CV B
west midlands: B CV DY WS WV
wiltshire, wilts: SN SP BA
worcestershire, worcs: WR DY B
north yorkshire: YO HG DL BD TS
east yorkshire, east riding, east riding of yorkshire, humberside: HU YO DN
south yorkshire: S DN
west yorkshire: LS BD HX HD WF
yorkshire, yorks: YO HG DL BD TS HU DN S LS HX HD WF
anglesey, gwynedd, conwy, denbighshire, caernarfonshire, merionethshire, ynys mon: LL
clwyd, flintshire: CH LL
powys, montgomeryshire, radnorshire, breconshire: SY LD SA
ceredigion, cardiganshire: SY SA
pembrokeshire, pembs, carmarthenshire, dyfed: SA
glamorgan, mid glamorgan: CF SA
south glamorgan: CF
west glamorgan: SA
gwent, monmouthshire: NP
aberdeenshire, banffshire, kincardineshire: AB
angus, forfarshire: DD
argyll, argyll and bute: PA
ayrshire: KA
borders, scottish borders, roxburghshire, berwickshire, selkirkshire, peeblesshire: TD EH
caithness, orkney: KW
clackmannanshire: FK
dumfries and galloway, dumfriesshire, wigtownshire, kirkcudbrightshire: DG
dunbartonshire: G
east lothian, midlothian, west lothian: EH
fife: KY DD
highland, highlands: IV PH KW
inverness-shire, ross-shire, nairnshire: IV PH
sutherland: IV KW
lanarkshire: ML G
moray, morayshire: IV AB
perthshire, perth and kinross, kinross-shire: PH KY FK
renfrewshire: PA G
shetland: ZE
stirlingshire: FK G
western isles, outer hebrides, na h-eileanan siar: HS
antrim, armagh, down, fermanagh, londonderry, tyrone: BT
"""


@cache
def _table() -> dict[str, frozenset[str]]:
    table = {}
    for line in _AREAS.strip().splitlines():
        names, _, areas = line.partition(":")
        for name in names.split(","):
            table[_plain(name)] = frozenset(areas.split())
    return table


def _plain(name: str) -> str:
    """ "Co. Durham", "County Durham" and "durham" are one."""
    words = [word for word in fold(name).replace(".", " ").replace("-", " ").split() if word not in {"co", "county"}]
    return " ".join(words)


def areas_of(county: str) -> frozenset[str]:
    """The postcode areas that a county reaches into: "TF" among others for Shropshire. Empty for what is no county."""
    return _table().get(_plain(county), frozenset())
