"""Pages of one load of a claim."""

from typing import Final

from django.urls import URLPattern, path

from logistics.views import collections, loads, quotes, receipts

_LOAD: Final = "claims/<int:pk>/collection/<int:part>/"

PATTERNS: Final[list[URLPattern]] = [
    path(_LOAD, collections.collection_of_claim, name="load"),
    path(f"{_LOAD}fetch/", collections.collection_fetch, name="load-fetch"),
    path(f"{_LOAD}hand-over/", collections.collection_hand_over, name="load-hand-over"),
    path("claims/<int:pk>/collection/labels/", collections.collection_labels, name="collection-labels"),
    path(f"{_LOAD}labels/", collections.collection_labels, name="load-labels"),
    path(f"{_LOAD}receipt/new/", receipts.receipt_new, name="load-receipt-new"),
    path(f"{_LOAD}divide/", loads.load_split, name="load-split"),
    path(f"{_LOAD}call-off/", loads.load_call_off, name="load-call-off"),
    path(f"{_LOAD}turn-back/", loads.load_turn_back, name="load-turn-back"),
    path(f"{_LOAD}brought-back/", loads.load_brought_back, name="load-brought-back"),
    path(f"{_LOAD}lost/", loads.load_lost, name="load-lost"),
    path(f"{_LOAD}way/", quotes.load_way, name="load-way"),
    path(f"{_LOAD}carriers/", quotes.load_quotes, name="load-quotes"),
    path(f"{_LOAD}arrived/", quotes.load_arrived, name="load-arrived"),
    path("handovers/<int:pk>/correct/", loads.handover_correct, name="handover-correct"),
    path("receipts/<int:pk>/correct/", loads.receipt_correct, name="receipt-correct"),
    path("quotes/<int:pk>/hire/", quotes.quote_hire, name="quote-hire"),
    path("quotes/<int:pk>/withdraw/", quotes.quote_withdraw, name="quote-withdraw"),
    path("quote/<str:token>/", quotes.quote_answer, name="quote-answer"),
]
