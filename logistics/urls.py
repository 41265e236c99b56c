"""Pages of this room."""

from django.urls import URLPattern, path

from logistics import board_urls, load_urls, lot_urls, people_urls, road_urls, run_urls
from logistics.paper_urls import PATTERNS as PAPERS
from logistics.views import collections, errands, fleet, receipts, runs

app_name = "logistics"
urlpatterns: list[URLPattern] = [
    *lot_urls.PATTERNS,
    *run_urls.PATTERNS,
    *PAPERS,
    *people_urls.PATTERNS,
    *load_urls.PATTERNS,
    *road_urls.PATTERNS,
    path("fleet/", fleet.fleet, name="fleet"),
    path("fleet/vehicles/new/", fleet.vehicle_new, name="vehicle-new"),
    path("fleet/vehicles/<int:pk>/", fleet.vehicle_edit, name="vehicle-edit"),
    path("fleet/vehicles/<int:pk>/retire/", fleet.vehicle_retire, name="vehicle-retire"),
    path("fleet/drivers/new/", fleet.driver_new, name="driver-new"),
    path("fleet/drivers/<int:pk>/end/", fleet.driver_end, name="driver-end"),
    path("fleet/shifts/new/", fleet.shift_new, name="shift-new"),
    path("fleet/shifts/<int:pk>/end/", fleet.shift_end, name="shift-end"),
    *board_urls.PATTERNS,
    path("runs/", runs.runs, name="runs"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/start/", runs.run_start, name="run-start"),
    path("stops/<int:pk>/arrive/", runs.stop_arrive, name="stop-arrive"),
    path("stops/<int:pk>/proof/", runs.stop_prove, name="stop-prove"),
    path("stops/<int:pk>/errand/", errands.stop_errand, name="stop-errand"),
    path("stops/<int:pk>/fail/", runs.stop_fail, name="stop-fail"),
    path("proofs/<int:pk>/photo.webp", collections.proof_photo, name="proof-photo"),
    path("collections/", collections.collections, name="collections"),
    path("claims/<int:pk>/collection/", collections.collection_of_claim, name="collection-of-claim"),
    path("claims/<int:pk>/collection/fetch/", collections.collection_fetch, name="collection-fetch"),
    path("claims/<int:pk>/collection/hand-over/", collections.collection_hand_over, name="collection-hand-over"),
    path("claims/<int:pk>/receipt/new/", receipts.receipt_new, name="receipt-new"),
    path("receipts/<int:pk>/", receipts.receipt, name="receipt"),
    path("receipts/<int:pk>/taken-back/", receipts.receipt_taken_back, name="receipt-taken-back"),
    path("receipts/<int:pk>/pass-on/", receipts.receipt_pass_on, name="receipt-pass-on"),
]
