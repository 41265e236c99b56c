"""Pages of this room."""

from django.urls import URLPattern, path

from listings.views import claims, editing, enquiries, imports, likeness, listings, photos, search, wants, workbench
from listings.views.alerts import alert_answer, alert_reply, alert_settings, alert_stop, alerts
from listings.views.saved import search_delete, search_pause, search_save

app_name = "listings"
urlpatterns: list[URLPattern] = [
    path("search/", search.search, name="search"),
    path("search/results.geojson", search.results_geojson, name="search-results"),
    path("wants/", wants.want_search, name="want-search"),
    path("wants/new/", wants.want_new, name="want-new"),
    path("wants/<int:pk>/", wants.want, name="want"),
    path("wants/<int:pk>/edit/", wants.want_edit, name="want-edit"),
    path("wants/<int:pk>/close/", wants.want_close, name="want-close"),
    path("yard/wants/", wants.wants, name="wants"),
    path("yard/listings/", listings.own, name="own"),
    path("listings/new/", editing.listing_new, name="listing-new"),
    path("listings/category-hints/", editing.category_hints, name="category-hints"),
    path("listings/<int:pk>/", listings.listing, name="listing"),
    path("listings/<int:pk>/edit/", editing.listing_edit, name="listing-edit"),
    path("listings/<int:pk>/publish/", editing.listing_publish, name="listing-publish"),
    path("listings/<int:pk>/alike/", likeness.listing_alike, name="listing-alike"),
    path("listings/<int:pk>/withdraw/", editing.listing_withdraw, name="listing-withdraw"),
    path("listings/<int:pk>/stock/", listings.stock, name="stock"),
    path("listings/<int:pk>/photos/", photos.photo_add, name="photo-add"),
    path("listings/<int:pk>/claim/", claims.claim_new, name="claim-new"),
    path("listings/<int:pk>/enquire/", enquiries.enquiry_new, name="enquiry-new"),
    path("photos/<int:pk>/remove/", photos.photo_remove, name="photo-remove"),
    path("photos/<int:pk>/move/", photos.photo_move, name="photo-move"),
    path("photos/<int:pk>/caption/", photos.photo_caption, name="photo-caption"),
    path("photos/<int:pk>/<str:size>.webp", listings.photo, name="photo"),
    path("pictures/<slug:slug>.webp", listings.catalogue_picture, name="picture"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/accept/", claims.claim_accept, name="claim-accept"),
    path("claims/<int:pk>/decline/", claims.claim_decline, name="claim-decline"),
    path("claims/<int:pk>/cancel/", claims.claim_cancel, name="claim-cancel"),
    path("imports/new/", imports.import_new, name="import-new"),
    path("imports/<int:pk>/", imports.import_job, name="import"),
    path("imports/<int:pk>/columns/", imports.import_map, name="import-map"),
    path("imports/<int:pk>/run/", imports.import_run, name="import-run"),
    path("imports/<int:pk>/corrections.csv", imports.import_corrections, name="import-corrections"),
    path("workbench/", workbench.workbench, name="workbench"),
    path("workbench/introduce/", workbench.introduce, name="introduce"),
    path("yard/alerts/", alerts, name="alerts"),
    path("yard/alerts/settings/", alert_settings, name="alert-settings"),
    path("yard/alerts/<int:pk>/", alert_reply, name="alert-reply"),
    path("alerts/stop/<str:token>/", alert_stop, name="alert-stop"),
    path("alerts/<str:token>/", alert_answer, name="alert-answer"),
    path("searches/new/", search_save, name="search-save"),
    path("searches/<int:pk>/pause/", search_pause, name="search-pause"),
    path("searches/<int:pk>/delete/", search_delete, name="search-delete"),
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/<int:pk>/", enquiries.enquiry, name="enquiry"),
]
