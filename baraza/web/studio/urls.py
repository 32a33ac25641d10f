"""Addresses of the studio: those of Wagtail's that we use, opened by our own guard."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtail
from wagtail.utils.urlpatterns import decorate_urlpatterns

from baraza.web.studio import views
from baraza.web.studio.entrance import guarded
from baraza.web.studio.pictures import AddMany

# Begin with these, and are not ours: the desk has its own sign-in, accounts and trail; languages
# and ways of approval are kept in order by the product; nothing is read by a program.
CLOSED = (
    "test404", "failwhale", "collections/", "workflows/", "reports/", "account/", "logout/",
    "login/", "password_reset/", "sprite/", "jsi18n/", "snippets/", "^.*/",
)  # fmt: skip


def _opened() -> Iterator[URLPattern | URLResolver]:
    for each in wagtail.urlpatterns:
        route = str(each.pattern)
        if route and not route.startswith(CLOSED):
            yield each


urlpatterns = decorate_urlpatterns(
    [
        path("", views.home, name="wagtailadmin_home"),
        path("sprite/", views.sprite, name="wagtailadmin_sprite"),
        path("words/", views.words, name="wagtailadmin_javascript_catalog"),
        path("account/", views.account, name="wagtailadmin_account"),
        path("login/", views.home, name="wagtailadmin_login"),
        path("snippets/", include(([path("", views.home, name="index")], "wagtailsnippets"))),
        # These two stand in front of Wagtail's own, which are asked for by their names.
        path("pages/", views.pages, name="wagtailadmin_all_pages"),
        path("images/multiple/add/", AddMany.as_view(), name="wagtailadmin_add_pictures"),
        *_opened(),
    ],
    guarded,
)
