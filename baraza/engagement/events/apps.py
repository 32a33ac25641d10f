from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "baraza.engagement.events"
    label = "events"

    def ready(self) -> None:
        from baraza.engagement.events import held, receivers  # noqa: F401, PLC0415 (need the models)
