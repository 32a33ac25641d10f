"""Addresses of the places."""

from django.urls import path

from baraza.web.desk.places import by_hand, redrawn, views

urlpatterns = [
    path("map/", views.map_page, name="map"),
    path("areas/", views.places, name="places"),
    path("areas/new/", by_hand.add, name="add-area"),
    path("areas/changes/<int:change_id>/undo/", by_hand.undo, name="undo-area-change"),
    path("areas/<int:area_id>/place/", by_hand.place, name="area-place"),
    path("areas/<int:area_id>/end/", by_hand.end, name="end-area"),
    path("areas/follow/", redrawn.follow, name="follow-boundaries"),
    path("areas/unfollow/", redrawn.unfollow, name="unfollow-boundaries"),
    path("areas/file/", views.bring_file, name="places-file"),
    path("areas/file/<int:file_id>/", views.preview, name="places-preview"),
    path("areas/constituency/", views.constituency, name="constituency"),
    path("areas/place-people/", views.place_everybody, name="place-people"),
    path("areas/of/<int:person_id>/", views.person_area, name="person-area"),
    path("areas/<int:area_id>/", views.area_page, name="area"),
    path("areas/<int:area_id>/change/", views.change, name="change-area"),
]
