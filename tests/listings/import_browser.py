"""Importing as a browser does it, for the tests of those pages."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from listings.models import ImportJob
from listings.queries.imports import look_at
from marketplace.organisations.models import Organisation
from tests import make

#: In the manner of an office that closes: a title, where to collect, counts in words, sizes in two units.
OFFICE = (
    "STUDIO MOVE - everything must find a home,,,,,\n"
    '"fetch from Marshall Mills, Holbeck",,,,,\n'
    ",,,,,\n"
    "What,How many,Size,Notes,New price,Link\n"
    'Silverline two door cupboard,1,"1800h x 914w x 457d mm",2 shelves; keys lost,£240,example.org/cupboard\n'
    "grey lockable filing cabinets,3 x,132h x 47w x 62d (cm),4 drawers,,\n"
    "letter trays,7,,,,\n"
    ",,,,,\n"
    "filing cabinet suspension files,40 off,,,,\n"
).encode()


def yard_with_mill() -> Organisation:
    """An organisation with a site that is called Mill."""
    organisation = make.organisation(name="Marshall Studio")
    make.category()
    make.site(organisation, name="Mill")
    return organisation


def send(browser: Client, data: bytes, name: str = "list.csv") -> Any:  # Any: Django's test response
    """Upload a file."""
    return browser.post(reverse("listings:import-new"), {"file": SimpleUploadedFile(name, data)})


def uploaded(browser: Client, data: bytes, name: str = "list.csv") -> ImportJob:
    assert send(browser, data, name).status_code == 302
    return ImportJob.objects.latest("pk")


def answers(job: ImportJob, worksheet: str = "", **said: str) -> dict[str, str]:
    """What the mapping page sends if nothing is changed on it but `said`."""
    look = look_at(job, worksheet)
    columns = {f"column_{column.guess.index}": column.chosen.value for column in look.columns}
    site = str(job.organisation.sites.get(name="Mill").pk)
    return {**columns, "worksheet": worksheet, "site": site, "terms": "by_price", "typical": "on", **said}


def checked(browser: Client, data: bytes, name: str = "list.csv", **said: str) -> ImportJob:
    job = uploaded(browser, data, name)
    response = browser.post(reverse("listings:import-map", args=[job.pk]), answers(job, **said))
    assert response.status_code == 302, response.context["form"].errors
    job.refresh_from_db()
    return job


def run(browser: Client, job: ImportJob, **said: str) -> Any:  # Any: as above
    return browser.post(reverse("listings:import-run", args=[job.pk]), {"publish": "yes", **said})


def page(browser: Client, job: ImportJob, query: str = "") -> str:
    response = browser.get(reverse("listings:import", args=[job.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()
