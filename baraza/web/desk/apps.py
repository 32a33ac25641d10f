from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "baraza.web.desk"
    label = "desk"

    def ready(self) -> None:
        # Each adds to Today or to the search.
        from baraza.web.desk.agencies import finders  # noqa: F401, PLC0415
        from baraza.web.desk.agencies import tiles as agencies  # noqa: F401, PLC0415
        from baraza.web.desk.cases import tiles as cases  # noqa: F401, PLC0415
        from baraza.web.desk.meetings import tiles as meetings  # noqa: F401, PLC0415
        from baraza.web.desk.promises import tiles  # noqa: F401, PLC0415
