"""Addresses of the pages on data held."""

from django.urls import path

from baraza.web.desk.data.views import holds, person, retention, wordings

urlpatterns = [
    path("", retention.rules, name="data"),
    path("approve/", retention.approve, name="approve-retention"),
    path("stop/", retention.stop, name="stop-retention"),
    path("wordings/", wordings.wordings, name="wordings"),
    path("people/", person.search, name="data-people"),
    path("people/<int:person_id>/", person.overview, name="data-person"),
    path("people/<int:person_id>/archive/", person.archive, name="data-archive"),
    path("people/<int:person_id>/erase/", person.erase, name="data-erase"),
    path("people/<int:person_id>/agree/", person.agree, name="data-agree"),
    path("people/<int:person_id>/withdraw/", person.withdraw, name="data-withdraw"),
    path("people/<int:person_id>/hold/", holds.hold_person, name="hold-person"),
    path("holds/<int:hold_id>/lift/", holds.lift_person, name="lift-hold"),
    path(
        "conversations/<int:conversation_id>/hold/",
        holds.hold_conversation,
        name="hold-conversation",
    ),
    path(
        "conversations/holds/<int:hold_id>/lift/",
        holds.lift_conversation,
        name="lift-conversation-hold",
    ),
]
