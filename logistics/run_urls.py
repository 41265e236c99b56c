"""Pages of the run beside the runs themselves: what phones tell, signed links, what makes it an app."""

from typing import Final

from django.urls import URLPattern, path

from logistics.views import breaking, deeds, following, phones, proofs

PATTERNS: Final[list[URLPattern]] = [
    path("sw.js", phones.worker, name="worker"),
    path("run.webmanifest", phones.manifest, name="manifest"),
    path("offline/", phones.offline, name="offline"),
    path("claims/<int:pk>/loads/<int:part>/words.svg", following.words_code, name="words-code"),
    path("proofs/<int:pk>/signature.webp", proofs.proof_signature, name="proof-signature"),
    path("failures/<int:pk>/photo.webp", proofs.failure_photo, name="failure-photo"),
    path("claims/<int:pk>/loads/<int:part>/when/", following.follow_own, name="follow-own"),
    path("on-the-way/<str:token>/", following.follow, name="follow"),
    path("runs/<int:pk>/sharing/", phones.run_sharing, name="run-sharing"),
    path("runs/<int:pk>/position/", phones.run_position, name="run-position"),
    path("runs/<int:pk>/break-off/", breaking.run_break, name="run-break"),
    path("runs/deeds/", deeds.deeds, name="deeds"),
    path("runs/deeds/new/", deeds.deed_new, name="deed-new"),
    path("runs/deeds/token/", deeds.deed_token, name="deed-token"),
    path("runs/deeds/<int:pk>/enter/", deeds.deed_enter, name="deed-enter"),
    path("runs/deeds/<int:pk>/photo.webp", deeds.deed_photo, name="deed-photo"),
    path("runs/deeds/<int:pk>/set-aside/", deeds.deed_set_aside, name="deed-set-aside"),
]
