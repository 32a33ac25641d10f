from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "baraza.base.office"
    label = "office"
