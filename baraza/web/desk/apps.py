from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "baraza.web.desk"
    label = "desk"
