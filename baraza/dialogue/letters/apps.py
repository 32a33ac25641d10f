from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "baraza.dialogue.letters"
    label = "letters"
