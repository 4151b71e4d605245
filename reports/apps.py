from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "年度报告"
    public_models = ("Report", "ReportSection", "Metric", "ReportVersion")
