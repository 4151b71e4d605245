from django.urls import path

from . import views

app_name = "applications"
urlpatterns = [
    path("apply/", views.apply, name="apply"),
    path("apply/form.docx", views.blank_form, name="blank_form"),
    path("apply/receipt/", views.receipt, name="receipt"),
    path("apply/status/", views.status, name="status"),
    path("apply/status/deadline/", views.deadline_sheet, name="deadline_sheet"),
    path("apply/status/letters/<int:pk>/", views.letter, name="letter"),
    path("feedback/", views.feedback, name="feedback"),
    path("correction/", views.correction, name="correction"),
]
