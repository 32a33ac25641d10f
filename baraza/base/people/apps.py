from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "baraza.base.people"
    label = "people"
