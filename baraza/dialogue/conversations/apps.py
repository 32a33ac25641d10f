from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "baraza.dialogue.conversations"
    label = "conversations"

    def ready(self) -> None:
        from baraza.dialogue.conversations import held, receivers  # noqa: F401, PLC0415 (need the models)
