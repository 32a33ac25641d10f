from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "baraza.insight"
    label = "insight"

    def ready(self) -> None:
        from baraza.insight import receivers  # noqa: F401, PLC0415 (needs the models)
