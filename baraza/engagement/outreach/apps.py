from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "baraza.engagement.outreach"
    label = "outreach"

    def ready(self) -> None:
        from baraza.engagement.outreach import receivers  # noqa: F401, PLC0415 (needs the models)
