"""The road engine that the site was set up with."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from logistics.roads.crow import Crow
from logistics.roads.graph import GraphEngine
from logistics.roads.http_engines import osrm, valhalla
from logistics.roads.table import Provider
from marketplace.env import Routing


def provider() -> Provider:
    """Whoever is asked for driving times; without any setting the law of travel answers alone."""
    return _made(settings.ROUTING)


def data_version() -> str:
    """The edition of the map, as whoever runs the site calls it."""
    version: str = settings.ROUTING.data_version
    return version


@lru_cache(maxsize=4)
def _made(routing: Routing) -> Provider:
    if routing.provider == "osrm-http":
        return osrm(routing.url)
    if routing.provider == "valhalla-http":
        return valhalla(routing.url)
    if routing.provider == "osm-graph":
        return GraphEngine(Path(routing.url.removeprefix("file://")))
    return Crow()
