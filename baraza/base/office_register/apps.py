from django.apps import AppConfig


class OfficeRegisterConfig(AppConfig):
    name = "baraza.base.office_register"
    label = "office_register"
