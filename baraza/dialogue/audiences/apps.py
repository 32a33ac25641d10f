from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "baraza.dialogue.audiences"
    label = "audiences"

    def ready(self) -> None:
        from baraza.dialogue.audiences import held, receivers  # noqa: F401, PLC0415 (need the models)
