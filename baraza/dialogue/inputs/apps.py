from django.apps import AppConfig


class InputsConfig(AppConfig):
    name = "baraza.dialogue.inputs"
    label = "inputs"

    def ready(self) -> None:
        from baraza.dialogue.inputs import held, receivers  # noqa: F401, PLC0415 (need the models)
