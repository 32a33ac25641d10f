"""The pages that an office writes itself, and who approves what it writes. Whatever the product
knows has pages made from it instead, and no model here."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel, TitleFieldPanel
from wagtail.admin.widgets import SlugInput
from wagtail.models import Page, PagePermissionTester, Task, TaskState
from wagtail.search import index

from baraza.base.accounts.rules import Permission, may
from baraza.common.blocks import Body
from baraza.common.written import PublicText


class _OnlyToWriteIn(PagePermissionTester):
    """What holds for the beginning of a tree: pages are put below it, and it stays as it is."""

    def _no(self, *_args: object, **_more: object) -> bool:
        return False

    can_edit = can_delete = can_unpublish = can_publish = can_move = can_copy = can_lock = _no
    can_unschedule = can_submit_for_moderation = can_view_revisions = _no


class HomeRoot(Page):
    """Where the pages in one language begin; made and removed with the office's languages."""

    parent_page_types = []
    subpage_types = ["site.ContentPage"]
    is_creatable = False
    # What is published everybody reads; what is not for everybody is no page.
    private_page_options = []

    class Meta:
        verbose_name = _("pages in one language")

    def permissions_for_user(self, user: AbstractBaseUser) -> PagePermissionTester:
        return _OnlyToWriteIn(user, self)


class ContentPage(PublicText, Page):
    """A page of the office's own: biography, how parliament works, for schools …"""

    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences. They stand on top, and in lists and search results."),
    )
    body = Body(verbose_name=_("text"), blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_description = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    review_date = models.DateField(
        _("look at it again on"),
        null=True,
        blank=True,
        help_text=_("From then on the desk says that somebody should see whether it still holds."),
    )

    WORDS = ("title", "summary", "body", "picture_description")
    parent_page_types = ["site.HomeRoot", "site.ContentPage"]
    subpage_types = ["site.ContentPage"]
    show_in_menus_default = True
    private_page_options = []
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("picture"), FieldPanel("picture_description")], heading=_("Picture on top")
        ),
    ]
    promote_panels = [FieldPanel("slug", heading=_("Last part of the address"), widget=SlugInput)]
    settings_panels = [FieldPanel("review_date"), PublishingPanel()]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def clean(self) -> None:
        super().clean()
        if self.picture_id and not self.picture_description:
            missing = _("Please say what the picture shows, for those who cannot see it.")
            raise ValidationError({"picture_description": missing})


class Approval(Task):
    """A text waits for somebody whose role approves.

    Until then only they can change it, so that what is approved is what was handed in.
    """

    class Meta:
        verbose_name = _("approval")

    def user_can_access_editor(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        return may(user, Permission.DRAFT)

    def locked_for_user(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        return not may(user, Permission.APPROVE)

    def user_can_lock(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        return may(user, Permission.APPROVE)

    def user_can_unlock(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        return may(user, Permission.APPROVE)

    def get_actions(
        self, obj: models.Model, user: AbstractBaseUser
    ) -> list[tuple[str, object, bool]]:
        if not may(user, Permission.APPROVE):
            return []
        return [
            ("reject", _("Send back with a word"), True),
            ("approve", _("Approve and publish"), False),
        ]

    def get_task_states_user_can_moderate(
        self, user: AbstractBaseUser, **kwargs: object
    ) -> models.QuerySet[TaskState]:
        waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        return waiting if may(user, Permission.APPROVE) else waiting.none()

    @classmethod
    def get_description(cls) -> str:
        return str(_("Somebody whose role approves reads it before it is published."))
