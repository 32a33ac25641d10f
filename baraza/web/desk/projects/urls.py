"""Addresses of projects."""

from django.urls import path

from baraza.web.desk.projects import views
from baraza.web.desk.projects.exchange import WAY
from baraza.web.desk.website.bringing import paths_of

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/new/", views.edit, name="new-project"),
    path("projects/export/", views.export, name="export-projects"),
    path("projects/<int:project_id>/", views.edit, name="change-project"),
    path("projects/<int:project_id>/steps/", views.add_step, name="add-project-step"),
    path("projects/<int:project_id>/payments/", views.add_payment, name="add-payment"),
    path("projects/<int:project_id>/withdraw/", views.withdraw, name="withdraw-project"),
    path("projects/<int:project_id>/restore/", views.restore, name="restore-project"),
    path("projects/steps/<int:step_id>/remove/", views.remove_step, name="remove-project-step"),
    path("projects/payments/<int:payment_id>/remove/", views.remove_payment, name="remove-payment"),
    *paths_of(WAY, "projects/files/"),
]
