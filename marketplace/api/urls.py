"""The addresses of the API, and of the pages about it."""

from django.urls import URLPattern, URLResolver, include, path

from marketplace.api.endpoints import endpoint
from marketplace.api.views import bookings, claims, listings, moves, pages, sites, token, wants

ADDRESSES = [
    path("token", endpoint(token.read_token), name="token"),
    path("listings", endpoint(listings.search_listings, listings.create_listing), name="listings"),
    path("listings/own", endpoint(listings.list_own_listings), name="own-listings"),
    path("listings/<int:pk>", endpoint(listings.read_listing, listings.change_listing), name="listing"),
    path("listings/<int:pk>/publish", endpoint(listings.publish_listing), name="listing-publish"),
    path("listings/<int:pk>/withdraw", endpoint(listings.withdraw_listing), name="listing-withdraw"),
    path("listings/<int:pk>/claims", endpoint(claims.create_claim), name="listing-claims"),
    path("claims", endpoint(claims.list_claims), name="claims"),
    path("claims/<int:pk>", endpoint(claims.read_claim), name="claim"),
    path("claims/<int:pk>/accept", endpoint(claims.accept_claim), name="claim-accept"),
    path("claims/<int:pk>/decline", endpoint(claims.decline_claim), name="claim-decline"),
    path("claims/<int:pk>/cancel", endpoint(claims.cancel_claim), name="claim-cancel"),
    path("claims/<int:pk>/fetch-time", endpoint(moves.agree_fetch_time), name="claim-fetch-time"),
    path("claims/<int:pk>/statements", endpoint(moves.sign_statements), name="claim-statements"),
    path("claims/<int:pk>/handover", endpoint(moves.hand_over), name="claim-handover"),
    path("claims/<int:pk>/receipt", endpoint(moves.confirm_receipt), name="claim-receipt"),
    path("wants", endpoint(wants.search_wants, wants.create_want), name="wants"),
    path("wants/own", endpoint(wants.list_own_wants), name="own-wants"),
    path("wants/<int:pk>", endpoint(wants.read_want, wants.change_wanted), name="want"),
    path("wants/<int:pk>/close", endpoint(wants.close_wanted), name="want-close"),
    path("matches", endpoint(wants.list_matches), name="matches"),
    path("listings/<int:pk>/bookings", endpoint(bookings.create_booking), name="listing-bookings"),
    path("bookings", endpoint(bookings.list_bookings), name="bookings"),
    path("bookings/<int:pk>", endpoint(bookings.read_booking), name="booking"),
    path("bookings/<int:pk>/confirm", endpoint(bookings.confirm_booking), name="booking-confirm"),
    path("bookings/<int:pk>/decline", endpoint(bookings.decline_booking), name="booking-decline"),
    path("bookings/<int:pk>/withdraw", endpoint(bookings.withdraw_booking), name="booking-withdraw"),
    path("bookings/<int:pk>/cancel", endpoint(bookings.cancel_booking), name="booking-cancel"),
    path("sites", endpoint(sites.list_sites, sites.create_site), name="sites"),
    path("sites/<int:pk>", endpoint(sites.read_site, sites.change_own_site), name="site"),
    path("collections", endpoint(moves.list_collections), name="collections"),
    path("collections/<int:pk>", endpoint(moves.read_collection), name="collection"),
    path("handovers", endpoint(moves.list_handovers), name="handovers"),
    path("handovers/<int:pk>", endpoint(moves.read_handover), name="handover"),
    path("receipts", endpoint(moves.list_receipts), name="receipts"),
    path("receipts/<int:pk>", endpoint(moves.read_receipt), name="receipt"),
    path("passports", endpoint(moves.list_passports), name="passports"),
    path("passports/<slug:code>", endpoint(moves.read_passport), name="passport"),
]

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/schema", pages.schema, name="schema"),
    path("api/v1/docs", pages.docs, name="docs"),
    path("api/v1/", include((ADDRESSES, "v1"))),
    path("access-tokens/", pages.tokens, name="tokens"),
    path("access-tokens/<int:pk>/revoke/", pages.token_revoke, name="token-revoke"),
]
