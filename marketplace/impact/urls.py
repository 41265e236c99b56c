"""Pages of this room."""

from django.urls import URLPattern, path

from marketplace.impact.views import files, lines, reports

app_name = "impact"
urlpatterns: list[URLPattern] = [
    path("report/", reports.report, name="report"),
    path("report/sheet.csv", reports.report_csv, name="report-csv"),
    path("report/count/", reports.report_count, name="report-count"),
    path("report/lines/", lines.lines, name="lines"),
    path("report/lines/<int:pk>/", lines.line, name="line"),
    path("reports/<int:pk>/charts/", files.charts, name="charts"),
    path("reports/<int:pk>/checks/", files.checks, name="checks"),
    path("reports/<int:pk>/files/", files.files, name="files"),
    path("reports/files/<int:pk>/", files.file, name="file"),
    path("reports/files/<int:pk>/again/", files.file_again, name="file-again"),
    path("report/method/", lines.method, name="method"),
]
