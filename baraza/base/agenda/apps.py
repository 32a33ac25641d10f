from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "baraza.base.agenda"
    label = "agenda"
