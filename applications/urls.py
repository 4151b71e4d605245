from django.contrib import admin
from django.urls import path

from .admin.setup import setup
from .views import answer, apply, feedback, receipt, status, terminal

app_name = "applications"
urlpatterns = [
    path("apply/", apply.apply, name="apply"),
    path("apply/form.docx", apply.blank_form, name="blank_form"),
    path("apply/form/print/", apply.blank_form_paper, name="blank_form_print"),
    path("apply/receipt/", receipt.receipt, name="receipt"),
    path("apply/receipt/receipt.pdf", receipt.receipt_pdf, name="receipt_pdf"),
    path("apply/status/", status.status, name="status"),
    path("apply/status/deadline/", status.deadline_sheet, name="deadline_sheet"),
    path("apply/status/letters/<int:pk>/", status.letter, name="letter"),
    path("apply/status/correction-reply/", status.correction_reply, name="correction_reply"),
    path("apply/status/supplement/", answer.supplement, name="supplement"),
    path("apply/status/reasons/", answer.reasons, name="reasons"),
    path("apply/status/withdraw/", answer.withdraw, name="withdraw"),
    path("apply/terminal/", terminal.terminal, name="terminal"),
    path("apply/terminal/waiting/", terminal.waiting, name="terminal_waiting"),
    path("apply/terminal/leave/", terminal.leave, name="terminal_leave"),
    path("admin/setup/", admin.site.admin_view(setup), name="setup"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("correction/", feedback.correction, name="correction"),
]
