"""Who may do what in the studio, by the roles of the desk and nothing else."""

from __future__ import annotations

from collections.abc import Collection as AbstractCollection
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.db.models import Model, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, Collection, Locale, Page, Site, Task, Workflow
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from baraza.base.accounts.models import User, permissions_by_name
from baraza.base.accounts.rules import Permission, may, roles_with

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Anybody = User | AnonymousUser

ENTER = Permission.DRAFT
# Wagtail's word for an act → what a role must allow.
NEEDED = {
    "view": Permission.DRAFT,
    "choose": Permission.DRAFT,
    "add": Permission.DRAFT,
    "change": Permission.DRAFT,
    "delete": Permission.PUBLISH,
    "bulk_delete": Permission.PUBLISH,
    "publish": Permission.PUBLISH,
    "lock": Permission.PUBLISH,
    "unlock": Permission.PUBLISH,
}


def allows(user: Anybody, actions: AbstractCollection[str]) -> bool:
    """Whether their roles allow one of these acts."""
    return any(action in NEEDED and may(user, NEEDED[action]) for action in actions)


def staff_who_may(actions: AbstractCollection[str]) -> QuerySet[User]:
    """Everybody at work whose roles allow one of these acts."""
    roles = {role for action in actions if action in NEEDED for role in roles_with(NEEDED[action])}
    return User.objects.at_work().filter(roles__overlap=sorted(roles))


class ByRole(BasePermissionPolicy):
    """For whatever belongs to the whole office: pictures, files, news, statements."""

    def user_has_permission(self, user: Anybody, action: str) -> bool:
        return allows(user, {action})

    def user_has_any_permission(self, user: Anybody, actions: AbstractCollection[str]) -> bool:
        return allows(user, actions)

    def users_with_any_permission(self, actions: AbstractCollection[str]) -> QuerySet[User]:
        return staff_who_may(actions)

    # What follows is asked of things that lie in collections; every office has just one.
    def collections_user_has_any_permission_for(
        self, user: Anybody, actions: AbstractCollection[str]
    ) -> QuerySet[Collection]:
        every = Collection.objects.all()
        return every if allows(user, actions) else every.none()

    def collections_user_has_permission_for(
        self, user: Anybody, action: str
    ) -> QuerySet[Collection]:
        return self.collections_user_has_any_permission_for(user, {action})


class ForNobody(BasePermissionPolicy):
    """For what the product keeps in order by itself: languages, addresses, ways of approval."""

    def user_has_permission(self, user: Anybody, action: str) -> bool:
        return False

    def users_with_any_permission(self, actions: AbstractCollection[str]) -> QuerySet[User]:
        return User.objects.none()

    def collections_user_has_any_permission_for(
        self, user: Anybody, actions: AbstractCollection[str]
    ) -> QuerySet[Collection]:
        return Collection.objects.none()


@dataclass(frozen=True, slots=True)
class Granted:
    """A permission for a page and all below it, as Wagtail reads its own rows."""

    permission: SimpleNamespace
    page: Page

    @property
    def page_id(self) -> int:
        return self.page.pk


class PagesByRole(PagePermissionPolicy):
    """For pages: a role holds for the whole tree."""

    def get_all_permissions_for_user(self, user: Anybody) -> list[Granted]:
        acts = [action for action in NEEDED if allows(user, {action})]
        root = Page.objects.filter(depth=1).first() if acts else None
        if root is None:
            return []
        return [
            Granted(SimpleNamespace(codename=codename), root)
            for codename in self._get_permission_codenames(acts)
        ]

    def users_with_any_permission(
        self, actions: AbstractCollection[str], include_superusers: bool = True
    ) -> QuerySet[User]:
        return staff_who_may(actions)

    def users_with_any_permission_for_instance(
        self, actions: AbstractCollection[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[User]:
        return staff_who_may(actions)


def register(*, more: AbstractCollection[type[Model]] = ()) -> None:
    """Put our rules in place of Wagtail's groups."""
    permissions_by_name["wagtailadmin.access_admin"] = lambda user: may(user, ENTER)
    register_permission_policy(AbstractPage, PagesByRole())
    for model in (get_image_model(), get_document_model(), *more):
        register_permission_policy(model, ByRole(model))
        # Some of Wagtail's buttons ask by name.
        for action in NEEDED:
            name = f"{model._meta.app_label}.{action}_{model._meta.model_name}"
            permissions_by_name[name] = partial(allows, actions={action})
    for model in (Collection, Locale, Site, Task, Workflow):
        register_permission_policy(model, ForNobody(model))
