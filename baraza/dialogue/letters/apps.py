from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "baraza.dialogue.letters"
    label = "letters"

    def ready(self) -> None:
        from baraza.dialogue.letters import receivers  # noqa: F401, PLC0415 (needs the models)
