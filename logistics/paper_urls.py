"""Pages of papers: what is signed about the goods of a claim, the notes of its loads, the sheets of a run."""

from typing import Final

from django.urls import URLPattern, path

from logistics.views import moving_feeds, papers, retention, season

PATTERNS: Final[list[URLPattern]] = [
    path("claims/<int:pk>/papers/", papers.papers, name="papers"),
    path("claims/<int:pk>/papers/sign/", papers.attest, name="attest"),
    path("claims/<int:pk>/papers/waste/", papers.waste_declare, name="waste-declare"),
    path("claims/<int:pk>/papers/waste/take/", papers.waste_take, name="waste-take"),
    path("claims/<int:pk>/papers/season/new/", season.season_new, name="season-new"),
    path("claims/<int:pk>/papers/season/", season.season_put_on, name="season-put-on"),
    path("collections/kept/", retention.retention, name="retention"),
    path("season-tickets/", season.season_tickets, name="season-tickets"),
    path("season-tickets/<int:pk>/", season.season_ticket, name="season-ticket"),
    path("season-tickets/<int:pk>.pdf", season.season_ticket_pdf, name="season-ticket-pdf"),
    path("season-tickets/<int:pk>/sign/", season.season_sign, name="season-sign"),
    path("season-tickets/<int:pk>/end/", season.season_end, name="season-end"),
    path("loads/<int:pk>/papers/issue/", papers.papers_issue, name="papers-issue"),
    path("loads/<int:pk>/papers/<slug:kind>.pdf", papers.paper_draft, name="paper-draft"),
    path("loads/<int:pk>/waste-tracking.json", papers.tracking_export, name="tracking-export"),
    path("loads/<int:pk>/waste-tracking/", papers.tracking_note, name="tracking-note"),
    path("papers/<int:pk>.pdf", papers.paper, name="paper"),
    path("runs/<int:pk>/manifest.pdf", papers.run_manifest, name="run-manifest"),
    path("runs/<int:pk>/sheet.pdf", papers.run_sheet, name="run-sheet"),
    path("collections/calendars/", moving_feeds.moving_calendars, name="moving-calendars"),
    path("collections/calendars/new/", moving_feeds.moving_calendar_new, name="moving-calendar-new"),
    path("collections/calendars/<int:pk>/renew/", moving_feeds.moving_calendar_renew, name="moving-calendar-renew"),
    path("collections/calendars/<int:pk>/remove/", moving_feeds.moving_calendar_remove, name="moving-calendar-remove"),
    path("calendars/moves/<str:token>.ics", moving_feeds.moving_calendar_read, name="moving-calendar-file"),
]
