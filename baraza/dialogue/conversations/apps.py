from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "baraza.dialogue.conversations"
    label = "conversations"

    def ready(self) -> None:
        from baraza.dialogue.conversations import receivers  # noqa: F401, PLC0415 (needs the models)
