"""Photos of listings: added, refused, put in order, served."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from listings.models import Listing, Photo
from marketplace.organisations.models import Organisation, Role, Site
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Organisation:
    return make.organisation(name="Aire Offices")


@pytest.fixture
def site(owner: Organisation) -> Site:
    return make.site(owner)


@pytest.fixture
def lister(owner: Organisation) -> Client:
    return make.client(make.member(owner, Role.LISTER), owner)


def _form(place: Site, **said: Any) -> dict[str, Any]:  # Any: what browsers send
    goods = {"quantity": "24", "unit": "item", "condition": "good", "is_waste": "no", "mass_basis": "declared"}
    desks = {"kind": "equipment", "title": "Oak desks", "category": make.category().pk, "mode": "give"}
    return {**goods, **desks, "site": place.pk, "then": "draft", **said}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.jpg", b"%PDF-1.7 not a photo", "is a PDF, not a photo"),
        ("empty.jpg", b"", "is empty"),
        ("half.jpg", None, "damaged"),
    ],
)
def test_what_is_no_photo_is_refused_and_the_rest_kept(
    lister: Client, site: Site, name: str, content: bytes | None, sentence: str
) -> None:
    if content is None:
        content = make.photo_file(size=(640, 480)).read()[:400]
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg")
    answer = lister.post(reverse("listings:listing-new"), {**_form(site, description="Kept"), "photos": upload})
    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors["photos"])
    assert b"Kept" in answer.content
    assert not Listing.objects.exists()


class _Heavy(io.BytesIO):
    """200 MB of zeros that take no room."""

    name = "huge.jpg"
    size = 200 * 1024 * 1024

    def __init__(self) -> None:
        super().__init__()
        self.left = self.size

    def read(self, size: int | None = -1, /) -> bytes:
        count = self.left if size is None or size < 0 else min(size, self.left)
        self.left -= count
        return bytes(count)


def test_a_photo_of_200_mb_is_refused_by_its_size(lister: Client, site: Site) -> None:
    answer = lister.post(reverse("listings:listing-new"), {**_form(site, description="Kept"), "photos": _Heavy()})
    assert answer.status_code == 422
    assert "larger than 20 MB" in str(answer.context["form"].errors["photos"])
    assert b"Kept" in answer.content
    assert not Listing.objects.exists()


def test_photos_are_moved_captioned_and_removed(lister: Client, owner: Organisation, site: Site) -> None:
    listing = make.draft(owner, site=site)
    url = reverse("listings:photo-add", args=[listing.pk])
    for colour in ("red", "green", "blue"):
        assert lister.post(url, {"photos": make.photo_file(colour=colour), "caption": colour}).status_code == 302
    first, second, third = Photo.objects.in_order()
    lister.post(reverse("listings:photo-move", args=[third.pk]), {"towards": "first"})
    lister.post(reverse("listings:photo-move", args=[first.pk]), {"towards": "first"})
    assert [photo.caption for photo in Photo.objects.in_order()] == ["red", "blue", "green"]
    lister.post(reverse("listings:photo-caption", args=[second.pk]), {"caption": "The side"})
    lister.post(reverse("listings:photo-remove", args=[first.pk]))
    assert [photo.caption for photo in Photo.objects.in_order()] == ["blue", "The side"]
    assert lister.get(url).status_code == 200
    assert lister.post(url, {}).status_code == 422


def test_at_most_twelve_photos(lister: Client, owner: Organisation, site: Site) -> None:
    listing = make.draft(owner, site=site)
    photos = [make.photo_file() for _ in range(13)]
    answer = lister.post(reverse("listings:photo-add", args=[listing.pk]), {"photos": photos})
    assert answer.status_code == 422
    assert b"at most 12 photos" in answer.content
    assert not Photo.objects.exists()


def test_a_photo_is_served_to_whom_may_see_its_listing(lister: Client, owner: Organisation, site: Site) -> None:
    listing = make.draft(owner, site=site)
    lister.post(reverse("listings:photo-add", args=[listing.pk]), {"photos": make.photo_file()})
    photo = Photo.objects.get()
    small, large = (reverse("listings:photo", args=[photo.pk, size]) for size in ("small", "large"))
    assert Client().get(small).status_code == 404
    served = lister.get(large)
    assert (served.status_code, served["Content-Type"]) == (200, "image/webp")
    assert b"".join(served.streaming_content)[:4] == b"RIFF"  # type: ignore[attr-defined]  # a FileResponse
    lister.post(reverse("listings:listing-publish", args=[listing.pk]))
    public = Client().get(small)
    assert public.status_code == 200
    public.close()
