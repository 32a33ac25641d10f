from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "baraza.engagement.consultations"
    label = "consultations"

    def ready(self) -> None:
        from baraza.engagement.consultations import (  # noqa: PLC0415 (needs the models)
            receivers,  # noqa: F401
        )
