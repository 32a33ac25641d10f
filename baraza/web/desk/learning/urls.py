"""Addresses of what explains parliament."""

from django.urls import path

from baraza.web.desk.learning import pages, quiz

urlpatterns = [
    path("pages/", pages.pages, name="came-pages"),
    path("pages/publish/", pages.publish_all, name="publish-came-pages"),
    path("pages/publish-one/", pages.publish, name="publish-came-page"),
    path("pages/take-down/", pages.take_down, name="take-down-came-page"),
    path("pages/parliament/", pages.parliament, name="our-parliament"),
    path("quiz/", quiz.quiz, name="quiz"),
    path("quiz/publish/", quiz.publish_all, name="publish-questions"),
    path("quiz/new/", quiz.edit, name="new-question"),
    path("quiz/<int:question_id>/", quiz.edit, name="change-question"),
    path("quiz/<int:question_id>/withdraw/", quiz.withdraw, name="withdraw-question"),
    path("quiz/<int:question_id>/restore/", quiz.restore, name="restore-question"),
]
