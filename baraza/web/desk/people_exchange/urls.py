"""Addresses of people as files."""

from django.urls import path

from baraza.web.desk.people_exchange import views

urlpatterns = [
    path("import/", views.choose_file, name="people-import"),
    path("import/<int:import_id>/", views.one_import, name="people-import-one"),
    path("import/<int:import_id>/begin/", views.begin, name="people-import-begin"),
    path("import/<int:import_id>/stop/", views.stop, name="people-import-stop"),
    path("import/<int:import_id>/undo/", views.undo, name="people-import-undo"),
    path("import/<int:import_id>/report/", views.report, name="people-import-report"),
    path("export/", views.export, name="people-export"),
]
