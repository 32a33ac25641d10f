from django.apps import AppConfig


class InputsConfig(AppConfig):
    name = "baraza.dialogue.inputs"
    label = "inputs"
