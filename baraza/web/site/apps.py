from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "baraza.web.site"
    label = "site"

    def ready(self) -> None:
        from baraza.flows.stale import CHECKS  # noqa: PLC0415 (needs the models)
        from baraza.web.site import receivers  # noqa: F401, PLC0415
        from baraza.web.site.facts import stale as facts  # noqa: PLC0415
        from baraza.web.site.reach import stale as reach  # noqa: PLC0415

        CHECKS.extend(facts.CHECKS)
        CHECKS.extend(reach.CHECKS)
