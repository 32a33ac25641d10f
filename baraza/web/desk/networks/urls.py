"""Addresses of accounts on social networks."""

from django.urls import path

from baraza.web.desk.networks import views

urlpatterns = [
    path("networks/", views.networks, name="networks"),
    path("networks/new/", views.edit_account, name="new-account"),
    path("networks/<int:account_id>/", views.edit_account, name="change-account"),
    path("networks/<int:account_id>/withdraw/", views.withdraw_account, name="withdraw-account"),
    path("networks/<int:account_id>/restore/", views.restore_account, name="restore-account"),
    path("networks/impostors/new/", views.edit_impostor, name="new-impostor"),
    path("networks/impostors/<int:impostor_id>/", views.edit_impostor, name="change-impostor"),
]
