"""Addresses of what agencies are asked, of what they say, and of what is due."""

from django.urls import path

from baraza.web.desk.cases.views import answers, due, hearing, inquiring

urlpatterns = [
    path("due/", due.due, name="cases-due"),
    path("<int:case_id>/ask/", inquiring.ask, name="ask-agency"),
    path("inquiries/<int:inquiry_id>/write/", inquiring.write, name="write-to-agency"),
    path(
        "inquiries/<int:inquiry_id>/letters/<int:message_id>/back/",
        inquiring.take_back,
        name="take-back-inquiry",
    ),
    path(
        "inquiries/<int:inquiry_id>/letters/<int:message_id>/confirm/",
        hearing.confirm,
        name="confirm-agency-answer",
    ),
    path(
        "inquiries/<int:inquiry_id>/letters/<int:message_id>/paper/",
        hearing.paper,
        name="agency-letter",
    ),
    path("inquiries/<int:inquiry_id>/said/", hearing.write_down, name="said-by-agency"),
    path("inquiries/<int:inquiry_id>/wait/", hearing.wait, name="await-agency"),
    path("inquiries/<int:inquiry_id>/end/", hearing.end, name="end-inquiry"),
    path("inquiries/<int:inquiry_id>/clock/", hearing.set_clock, name="set-agency-clock"),
    path("approvals/<int:approval_id>/approve/", hearing.approve, name="approve-agency-letter"),
    path("approvals/<int:approval_id>/send-back/", hearing.send_back, name="refuse-agency-letter"),
    path("answers/<int:conversation_id>/", answers.choose, name="answers-inquiry"),
    path("answers/<int:conversation_id>/none/", answers.none, name="answers-none"),
    path("answers/<int:conversation_id>/again/", answers.again, name="may-answer"),
    path("answers/found/<int:found_id>/back/", answers.give_back, name="give-back-answer"),
    path("agency-file/<uuid:public_id>/", hearing.attachment, name="agency-file"),
    path("agency-sent/<uuid:public_id>/", hearing.sent_file, name="agency-sent-file"),
]
