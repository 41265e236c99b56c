"""The WSGI application that production servers run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
application = get_wsgi_application()

from marketplace.organisations.places.book import warm  # noqa: E402 -- Django has to be set up first

warm()  # before the first visitor asks for a place
