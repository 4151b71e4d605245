"""A report as PDF."""

from django.template.loader import render_to_string

from liaocheng_gk.pdf import PdfUnavailable, pdf_of

__all__ = ["PdfUnavailable", "report_pdf"]

STYLESHEETS = ("css/paper.css", "css/report_paper.css")


def report_pdf(context: dict) -> bytes:
    """Render the print view. Raises ``PdfUnavailable`` where this machine cannot make a readable PDF."""
    return pdf_of(render_to_string("reports/report_print.html", context), STYLESHEETS)
