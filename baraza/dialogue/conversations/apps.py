from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "baraza.dialogue.conversations"
    label = "conversations"
