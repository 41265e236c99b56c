#!/usr/bin/env python3
"""Goodsyard's one command.

    python3 manage.py demo     a believable region, running on this machine
    python3 manage.py test     every check and every test
    python3 manage.py ...      anything else Django knows; `help` lists it

Needs nothing but Python 3.11 or later: where the packages are missing it makes an environment of its own in `.venv`,
says so in one line, and goes on inside it (marketplace/decisions/0007-own-environment.md). Nothing else in here is
unusual.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Enter the environment, then hand the command line to our test run or to Django."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python has to be told in words, not by a traceback
        sys.exit("Goodsyard needs Python 3.11 or later; this is {}.{}.".format(*sys.version_info[:2]))
    from marketplace.bootstrap import environment

    arguments = sys.argv[1:]
    testing = arguments[:1] == ["test"]
    environment.enter(ROOT, with_development_tools=testing)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    if testing:
        from marketplace.bootstrap import suite

        sys.exit(suite.main(ROOT, arguments[1:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
