from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "baraza.engagement.casework"
    label = "casework"

    def ready(self) -> None:
        from baraza.engagement.casework import (  # noqa: PLC0415 (needs the models)
            held,  # noqa: F401
            receivers,  # noqa: F401
        )
