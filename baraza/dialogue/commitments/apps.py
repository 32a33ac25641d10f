from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "baraza.dialogue.commitments"
    label = "commitments"

    def ready(self) -> None:
        from baraza.dialogue.commitments import held, receivers  # noqa: F401, PLC0415 (need the models)
