"""Addresses of the figures."""

from django.urls import path

from baraza.web.desk.insight import views

urlpatterns = [
    path("", views.insight, name="insight"),
    path("picture/<slug:name>.<slug:kind>", views.picture, name="insight-picture"),
    path("table/<slug:name>.csv", views.table, name="insight-table"),
    path("letters/", views.letters, name="counted"),
    path("week/", views.weekly, name="weekly"),
    path("week/page.pdf", views.weekly_paper, name="weekly-pdf"),
    path("week/by-mail/", views.weekly_by_mail, name="weekly-by-mail"),
    path("week/send/", views.send_now, name="weekly-send"),
]
