"""Addresses of one office's public site."""

from django.urls import include, path, re_path

from baraza.web.site.home import home
from baraza.web.site.leaving import leave, leave_press
from baraza.web.site.own_pages import document, own_page, picture
from baraza.web.site.robots import robots
from baraza.web.site.security_txt import security_txt

urlpatterns = [
    path("", home, name="home"),
    path("", include("baraza.web.site.reach.urls")),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("robots.txt", robots, name="robots"),
    path("leave/press/<str:token>/", leave_press, name="leave_press"),
    path("leave/<str:token>/", leave, name="leave"),
    path("help/", include("baraza.web.site.help.urls")),
    path("", include("baraza.web.site.meet.urls")),
    path("search/", include("baraza.web.site.search.urls")),
    path("", include("baraza.web.site.told.urls")),
    path("", include("baraza.web.site.published.urls")),
    path("", include("baraza.web.site.facts.urls")),
    path("", include("baraza.web.site.learning.urls")),
    path("", include("baraza.web.site.frame_urls")),
    path("pictures/images/<str:name>", picture, name="picture"),
    # The names of these two are Wagtail's. The last takes whatever nothing above answers.
    path("files/<int:number>/<str:name>", document, name="wagtaildocs_serve"),
    re_path(r"^(?P<path>(?:[\w-]+/)+)$", own_page, name="wagtail_serve"),
]
