"""Addresses of Today and of what colleagues are told."""

from django.urls import path

from baraza.web.desk.today import news, views

urlpatterns = [
    path("", views.today, name="today"),
    path("news/", news.news, name="news"),
    path("news/<int:news_id>/", news.open_news, name="open-news"),
    path("news/read/", news.read, name="read-news"),
    path("news/unread/", news.unread, name="unread-news"),
]
