from importlib import import_module

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "baraza.base.office"
    label = "office"

    def ready(self) -> None:
        """What the office allows further roles is asked for with their permissions."""
        import_module("baraza.base.office.grants")
