from importlib import import_module

from django.apps import AppConfig

from baraza.common.rotation import Column, register_column


class AccountsConfig(AppConfig):
    name = "baraza.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Sign-in and its changes are listened to."""
        import_module("baraza.base.accounts.receivers")
        # Written by the adapter in config.sign_in: seeds of one-time and recovery codes.
        register_column(Column("mfa.Authenticator", "data", inside=("secret", "seed")))
