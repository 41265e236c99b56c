"""The settings and addresses of the benchmark's server: the product's own, and two bare views beside them."""

from marketplace.settings import *  # noqa: F403 -- settings are taken whole

ROOT_URLCONF = "tests.bench.search.bare"
