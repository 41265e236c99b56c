"""Pages of this room."""

from django.urls import URLPattern, path

from marketplace.impact.views import areas, facts, files, lines, operating, prepared, references, reports, review

app_name = "impact"
urlpatterns: list[URLPattern] = [
    path("report/", reports.report, name="report"),
    path("report/sheet.csv", reports.report_csv, name="report-csv"),
    path("report/count/", reports.report_count, name="report-count"),
    path("report/lines/", lines.lines, name="lines"),
    path("report/lines/<int:pk>/", lines.line, name="line"),
    path("area/", areas.area, name="area"),
    path("area/sheet.csv", areas.area_csv, name="area-csv"),
    path("area/districts.geojson", areas.area_geojson, name="area-geojson"),
    path("reports/<int:pk>/charts/", files.charts, name="charts"),
    path("reports/<int:pk>/checks/", files.checks, name="checks"),
    path("reports/<int:pk>/files/", files.files, name="files"),
    path("reports/files/<int:pk>/", files.file, name="file"),
    path("reports/files/<int:pk>/again/", files.file_again, name="file-again"),
    path("reports/", prepared.reports, name="reports"),
    path("reports/new/", prepared.report_new, name="report-new"),
    path("reports/<int:pk>/", prepared.prepared, name="prepared"),
    path("reports/<int:pk>/step/", prepared.report_step, name="report-step"),
    path("reports/<int:pk>/restate/", prepared.report_restate, name="report-restate"),
    path("reports/<int:pk>/publish/", prepared.report_publish, name="report-publish"),
    path("reports/<int:pk>/lines/", review.report_lines, name="report-lines"),
    path("reports/<int:pk>/lines/<int:line>/", review.report_line, name="report-line"),
    path("reports/comments/<int:pk>/", review.report_comment, name="report-comment"),
    path("reports/links/<int:pk>/withdraw/", prepared.link_withdraw, name="link-withdraw"),
    path("published/<str:token>/", prepared.published, name="published"),
    path("report/method/", lines.method, name="method"),
    path("report/references/", references.references, name="references"),
    path("report/references/look/", references.reference_look, name="reference-look"),
    path("report/references/keep/", references.reference_keep, name="reference-keep"),
    path("report/references/<int:pk>/", references.reference_list, name="reference-list"),
    path("report/references/<int:pk>/switch/", references.reference_switch, name="reference-switch"),
    path("report/lines/<int:pk>/facts/", facts.line_facts, name="line-facts"),
    path("report/masses/<int:pk>/file/", facts.mass_file, name="mass-file"),
    path("workbench/factors/", operating.factors, name="factors"),
    path("workbench/factors/load/", operating.factors_load, name="factors-load"),
    path("workbench/factors/<int:pk>/", operating.factor_set, name="factor-set"),
    path("workbench/parameters/", operating.parameters, name="parameters"),
    path("workbench/parameters/<int:pk>/", operating.parameter_set, name="parameter-set"),
]
