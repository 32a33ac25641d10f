from django.apps import AppConfig

from baraza.common.rotation import Column, register_column


class ChannelsConfig(AppConfig):
    name = "baraza.base.channels"
    label = "channels"

    def ready(self) -> None:
        from baraza.base.channels import held  # noqa: F401, PLC0415 (needs the models)

        register_column(Column("channels.Mailbox", "secret"))
