from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "baraza.web.desk"
    label = "desk"

    def ready(self) -> None:
        from baraza.web.desk.promises import tiles  # noqa: F401, PLC0415 (adds to Today)
