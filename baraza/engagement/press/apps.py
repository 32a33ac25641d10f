from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "baraza.engagement.press"
    label = "press"

    def ready(self) -> None:
        from baraza.engagement.press import receivers  # noqa: F401, PLC0415 (needs the models)
