from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "baraza.base.accounts"
    label = "accounts"
