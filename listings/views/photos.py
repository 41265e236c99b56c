"""Photos of an own listing: adding, putting in order, saying what they show, removing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from listings.access import own_listing, own_photo
from listings.actions.photographing import MOST_PHOTOS, caption_photo, keep_photos, move_photo, remove_photo
from listings.forms.claims import CaptionForm, PhotosForm
from listings.queries.listings import photos_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def photo_add(request: ActingRequest, pk: int) -> HttpResponse:
    """The photos of a listing in order, with the form for more."""
    shown = own_listing(request.organisation, pk)
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            keep_photos(
                listing=shown, photos=told["photos"], caption=told["caption"], by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Photos added."))
            return redirect("listings:photo-add", pk=pk)
    context = {"form": form, "listing": shown, "photos": photos_of(shown), "most": MOST_PHOTOS}
    return render(request, "listings/photos.html", context, status=422 if form.errors else 200)


@acting_for(Role.LISTER)
@require_POST
def photo_remove(request: ActingRequest, pk: int) -> HttpResponse:
    """Take a photo off its listing."""
    photo = own_photo(request.organisation, pk)
    listing = photo.listing_id
    remove_photo(photo=photo, by=request.user, now=timezone.now())
    messages.success(request, _("Photo removed."))
    return redirect("listings:photo-add", pk=listing)


@acting_for(Role.LISTER)
@require_POST
def photo_move(request: ActingRequest, pk: int) -> HttpResponse:
    """Move a photo one place towards the first or the last."""
    photo = own_photo(request.organisation, pk)
    move_photo(
        photo=photo,
        towards="first" if request.POST.get("towards") == "first" else "last",
        by=request.user,
        now=timezone.now(),
    )
    return redirect("listings:photo-add", pk=photo.listing_id)


@acting_for(Role.LISTER)
@require_POST
def photo_caption(request: ActingRequest, pk: int) -> HttpResponse:
    """Say what a photo shows."""
    photo = own_photo(request.organisation, pk)
    form = CaptionForm(request.POST)
    if form.is_valid():
        caption_photo(photo=photo, caption=form.cleaned_data["caption"], by=request.user, now=timezone.now())
        messages.success(request, _("Saved what the photo shows."))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["caption"]))
    return redirect("listings:photo-add", pk=photo.listing_id)
