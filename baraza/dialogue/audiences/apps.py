from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "baraza.dialogue.audiences"
    label = "audiences"
