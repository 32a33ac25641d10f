from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "baraza.base.channels"
    label = "channels"
