from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "baraza.base.channels"
    label = "channels"

    def ready(self) -> None:
        from baraza.base.channels import held  # noqa: F401, PLC0415 (needs the models)
