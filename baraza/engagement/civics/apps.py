from django.apps import AppConfig


class CivicsConfig(AppConfig):
    name = "baraza.engagement.civics"
    label = "civics"
