from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.report_list, name="list"),
    path("reports/trends/", views.trend_page, name="trends"),
    path("reports/<int:year>/", views.report, name="report"),
    path("reports/<int:year>/print/", views.report_print, name="print"),
    path("reports/<int:year>/report.pdf", views.report_pdf, name="pdf"),
    path("reports/<int:year>/report.docx", views.report_docx, name="docx"),
    path("reports/<int:year>/report.xlsx", views.report_xlsx, name="xlsx"),
    path("open-data/reports.json", views.reports_json, name="reports_json"),
]
