"""Addresses of one office."""

from allauth.account import views as account
from django.urls import include, path, re_path

from baraza.web.desk.staff.views import door

urlpatterns = [
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/reset/", door.ask_for_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", door.reset_asked, name="account_reset_password_done"),
    path("accounts/link/<str:token>/", door.use_link, name="account_link"),
    path("accounts/email/", account.email, name="account_email"),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        account.confirm_email,
        name="account_confirm_email",
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("desk/", include("baraza.web.desk.urls")),
    path("studio/", include("baraza.web.studio.urls")),
    path("api/", include("baraza.web.api.urls")),
    path("", include("baraza.web.site.urls")),
]
