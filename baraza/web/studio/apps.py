"""Wagtail's parts as this installation uses them."""

from types import ModuleType

from django.apps import AppConfig, apps
from wagtail import signals
from wagtail.users.apps import WagtailUsersAppConfig


class StudioConfig(AppConfig):
    name = "baraza.web.studio"
    label = "studio"
    default = True

    def ready(self) -> None:
        from baraza.web.studio import choosers  # noqa: PLC0415

        choosers.without_inline_scripts()
        _no_mail_of_wagtail()


class Preferences(WagtailUsersAppConfig):
    """Only Wagtail's table of what a person prefers in it.

    Its screens for accounts and groups expect fields that our users do not have: people are
    invited on the desk, and a role says what they may do.
    """

    default = False

    def import_models(self) -> None:
        super().import_models()
        # Where Wagtail looks for screens to add.
        self.module = ModuleType(self.name)

    def ready(self) -> None:
        """Nobody has permissions of Django's kind."""


def _no_mail_of_wagtail() -> None:
    """Colleagues are told on the desk and by its mail, as each wishes (`flows/publishing.py`)."""
    for signal, uid in (
        (signals.task_submitted, "group_approval_task_submitted"),
        (signals.workflow_submitted, "workflow_state_submitted"),
        (signals.workflow_rejected, "workflow_state_rejected"),
        (signals.workflow_approved, "workflow_state_approved"),
    ):
        sender = "TaskState" if signal is signals.task_submitted else "WorkflowState"
        model = apps.get_model("wagtailcore", sender)
        signal.disconnect(sender=model, dispatch_uid=f"{uid}_email_notification")
