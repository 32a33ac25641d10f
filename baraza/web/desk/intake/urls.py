"""Addresses of intake."""

from django.urls import path

from baraza.web.desk.intake.views import forms, intake, told

urlpatterns = [
    path("new/", intake.page, name="new-case"),
    path("new/keep/", intake.keep, name="new-case-keep"),
    path("new/kind/", intake.kind, name="new-case-kind"),
    path("new/who/", intake.who, name="new-case-who"),
    path("new/put-away/", intake.put_away, name="new-case-put-away"),
    path("new/files/", intake.add_file, name="new-case-file"),
    path("new/files/<uuid:public_id>/remove/", intake.remove_file, name="new-case-file-remove"),
    path("new/forms/", forms.page, name="case-forms"),
    path("new/forms/find/", forms.find, name="case-form-find"),
    path("new/forms/<str:code>/", forms.form, name="case-form"),
    path("new/forms/<str:code>/paper/", forms.paper, name="case-form-paper"),
    path("<int:case_id>/told/", told.change, name="case-told"),
    path("<int:case_id>/told/files/", told.file, name="case-told-file"),
    path("<int:case_id>/undo-opening/", intake.undo, name="case-undo-opening"),
]
