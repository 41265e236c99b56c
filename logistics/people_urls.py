"""Pages of the papers and people of a fleet: what lets them drive, what is offered to volunteers, their hours."""

from django.urls import URLPattern, path

from logistics.views import credentials, driving, fleet, odometers, offers, storage, volunteering

PATTERNS: list[URLPattern] = [
    path("fleet/drivers/<int:pk>/", fleet.driver_edit, name="driver-edit"),
    path("runs/<int:pk>/odometer/", odometers.run_odometer, name="run-odometer"),
    path("storage/", storage.storage, name="storage"),
    path("storage/sites/<int:pk>/", storage.storage_room, name="storage-room"),
    path("storage/<int:pk>/loads/<int:load>/put-down/", storage.storage_put_down, name="storage-put-down"),
    path("storage/loads/<int:pk>/pick-up/", storage.storage_pick_up, name="storage-pick-up"),
    path("driving/", driving.driving, name="driving"),
    path("driving/hours/", driving.driving_hours, name="driving-hours"),
    path("driving/home/", driving.driving_home, name="driving-home"),
    path("driving/home/forget/", driving.driving_home_forget, name="driving-home-forget"),
    path("driving/wish/", driving.driving_wish, name="driving-wish"),
    path("driving/wish/stop/", driving.driving_wish_stop, name="driving-wish-stop"),
    path("offers/stop/<str:token>/", driving.wish_stop, name="wish-stop"),
    path("offers/", offers.offers, name="offers"),
    path("claims/<int:pk>/offer/", offers.offer_new, name="offer-new"),
    path("claims/<int:pk>/loads/<int:part>/offer/", offers.offer_new, name="load-offer"),
    path("offers/<int:pk>/", offers.offer_take, name="offer-take"),
    path("offers/<int:pk>/back/", offers.offer_back, name="offer-back"),
    path("offers/<int:pk>/no/", offers.offer_no, name="offer-no"),
    path("offers/<int:pk>/withdraw/", offers.offer_withdraw, name="offer-withdraw"),
    path("offers/hours/", volunteering.hours, name="hours"),
    path("offers/hours.csv", volunteering.hours_csv, name="hours-csv"),
    path("fleet/papers/", credentials.credentials, name="credentials"),
    path("fleet/papers/new/", credentials.credential_new, name="credential-new"),
    path("fleet/papers/<int:pk>/put-away/", credentials.credential_put_away, name="credential-put-away"),
    path("fleet/papers/<int:pk>/file/", credentials.credential_file, name="credential-file"),
]
