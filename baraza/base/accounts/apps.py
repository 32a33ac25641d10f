from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "baraza.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Sign-in and its changes are listened to."""
        import_module("baraza.base.accounts.receivers")
