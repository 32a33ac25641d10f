from django.apps import AppConfig


class LogbookConfig(AppConfig):
    name = "baraza.dialogue.logbook"
    label = "logbook"

    def ready(self) -> None:
        from baraza.dialogue.logbook import held  # noqa: F401, PLC0415 (needs the models)
