from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "baraza.engagement.projects"
    label = "projects"

    def ready(self) -> None:
        from baraza.engagement.projects import (  # noqa: PLC0415 (needs the models)
            receivers,  # noqa: F401
        )
