from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "baraza.engagement.casework"
    label = "casework"

    def ready(self) -> None:
        from baraza.engagement.casework import receivers  # noqa: F401, PLC0415 (needs the models)
