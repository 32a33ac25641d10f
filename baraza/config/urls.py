"""Addresses of one office."""

from allauth.account import views as account
from django.urls import include, path

urlpatterns = [
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("desk/", include("baraza.web.desk.urls")),
    path("", include("baraza.web.site.urls")),
]
