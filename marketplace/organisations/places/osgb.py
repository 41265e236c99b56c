"""British National Grid to WGS 84, in plain Python.

The inverse transverse Mercator projection of Ordnance Survey, "A guide to coordinate systems in Great Britain", annexe
C, then the guide's seven-parameter Helmert transformation. Good to about 5 m, far inside a postcode sector.
"""

from __future__ import annotations

import math
from typing import Final

from marketplace.kernel.geo import ECCENTRICITY_SQUARED, EQUATORIAL_RADIUS_KM, Point

# Airy 1830 and the National Grid projection, metres and radians.
_A: Final = 6_377_563.396
_B: Final = 6_356_256.909
_SCALE: Final = 0.9996012717
_LAT0: Final = math.radians(49)
_LON0: Final = math.radians(-2)
_NORTH0: Final = -100_000.0
_EAST0: Final = 400_000.0
_E2: Final = 1 - (_B * _B) / (_A * _A)
_N: Final = (_A - _B) / (_A + _B)

# OSGB36 to WGS 84: metres, parts, seconds of arc.
_SHIFT: Final = (446.448, -125.157, 542.060)
_STRETCH: Final = 1 - 20.4894e-6
_TURN: Final = tuple(math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def _meridian_arc(latitude: float) -> float:
    """Metres along the meridian from the true origin (annexe C, equation C1)."""
    n2, n3 = _N * _N, _N**3
    less, more = latitude - _LAT0, latitude + _LAT0
    return (_B * _SCALE) * (
        (1 + _N + 1.25 * n2 + 1.25 * n3) * less
        - (3 * _N + 3 * n2 + 2.625 * n3) * math.sin(less) * math.cos(more)
        + (1.875 * n2 + 1.875 * n3) * math.sin(2 * less) * math.cos(2 * more)
        - (35 / 24) * n3 * math.sin(3 * less) * math.cos(3 * more)
    )


def _osgb36(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in radians on the Airy ellipsoid (annexe C, equations C2 to C5)."""
    latitude = _LAT0
    arc = 0.0
    while northing - _NORTH0 - arc >= 1e-5:
        latitude += (northing - _NORTH0 - arc) / (_A * _SCALE)
        arc = _meridian_arc(latitude)
    sine, cosine, tangent = math.sin(latitude), math.cos(latitude), math.tan(latitude)
    nu = _A * _SCALE / math.sqrt(1 - _E2 * sine * sine)
    rho = _A * _SCALE * (1 - _E2) * (1 - _E2 * sine * sine) ** -1.5
    eta2 = nu / rho - 1
    t2, t4 = tangent**2, tangent**4
    east = easting - _EAST0
    latitude -= (
        tangent / (2 * rho * nu) * east**2
        - tangent / (24 * rho * nu**3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * east**4
        + tangent / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t4) * east**6
    )
    longitude = _LON0 + (
        east / (cosine * nu)
        - (nu / rho + 2 * t2) / (6 * cosine * nu**3) * east**3
        + (5 + 28 * t2 + 24 * t4) / (120 * cosine * nu**5) * east**5
        - (61 + 662 * t2 + 1320 * t4 + 720 * t2 * t4) / (5040 * cosine * nu**7) * east**7
    )
    return latitude, longitude


def wgs84(easting: float, northing: float) -> Point:
    """The point of a National Grid easting and northing in metres."""
    latitude, longitude = _osgb36(easting, northing)
    sine, cosine = math.sin(latitude), math.cos(latitude)
    nu = _A / math.sqrt(1 - _E2 * sine * sine)
    x, y, z = nu * cosine * math.cos(longitude), nu * cosine * math.sin(longitude), nu * (1 - _E2) * sine
    (tx, ty, tz), (rx, ry, rz) = _SHIFT, _TURN
    x, y, z = (
        tx + _STRETCH * x - rz * y + ry * z,
        ty + rz * x + _STRETCH * y - rx * z,
        tz - ry * x + rx * y + _STRETCH * z,
    )
    across = math.hypot(x, y)
    latitude = math.atan2(z, across * (1 - ECCENTRICITY_SQUARED))
    for _ in range(5):  # settles to under a millimetre in three
        sine = math.sin(latitude)
        nu = EQUATORIAL_RADIUS_KM * 1000 / math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine)
        latitude = math.atan2(z + ECCENTRICITY_SQUARED * nu * sine, across)
    return Point(math.degrees(latitude), math.degrees(math.atan2(y, x)))
