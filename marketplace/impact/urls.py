"""Pages of this room."""

from django.urls import URLPattern, path

from marketplace.impact.views import lines, reports

app_name = "impact"
urlpatterns: list[URLPattern] = [
    path("report/", reports.report, name="report"),
    path("report/sheet.csv", reports.report_csv, name="report-csv"),
    path("report/count/", reports.report_count, name="report-count"),
    path("report/lines/", lines.lines, name="lines"),
    path("report/lines/<int:pk>/", lines.line, name="line"),
    path("report/method/", lines.method, name="method"),
]
