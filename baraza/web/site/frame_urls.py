"""Addresses of what every office's site has by itself."""

from django.urls import path

from baraza.web.site import following, offline
from baraza.web.site.sharing import share_picture
from baraza.web.site.sitemap import sitemap, sitemap_xml
from baraza.web.site.your_place import your_place

urlpatterns = [
    path("sitemap/", sitemap, name="sitemap"),
    path("sitemap.xml", sitemap_xml, name="sitemap_xml"),
    path("feeds/", following.feeds, name="feeds"),
    path("feeds/<slug:slug>.atom", following.feed, name="feed"),
    path("calendar.ics", following.calendar, name="public_calendar"),
    path("your-place/", your_place, name="your_place"),
    path("offline.js", offline.worker, name="offline_worker"),
    path("offline/", offline.offline, name="offline"),
    path("site.webmanifest", offline.manifest, name="manifest"),
    path("share/<str:said>.png", share_picture, name="share_picture"),
]
