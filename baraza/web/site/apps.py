from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "baraza.web.site"
    label = "site"
