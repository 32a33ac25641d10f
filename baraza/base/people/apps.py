from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "baraza.base.people"
    label = "people"

    def ready(self) -> None:
        from baraza.base.people import held, receivers  # noqa: F401, PLC0415 (need the models)
