from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "baraza.base.places"
    label = "places"
