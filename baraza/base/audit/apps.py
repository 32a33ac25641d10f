from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "baraza.base.audit"
    label = "audit"

    def ready(self) -> None:
        """Signing in, and news of accounts and circles, are listened to."""
        import_module("baraza.base.audit.receivers")
