"""Addresses of what people are told of their cases, of how these end, and how they leave."""

from django.urls import path

from baraza.web.desk.cases.views import closing, telling

urlpatterns = [
    path("<int:case_id>/tell/", telling.tell, name="tell-case"),
    path("updates/<int:update_id>/take-back/", telling.take_back, name="take-back-update"),
    path("<int:case_id>/close/", closing.close, name="close-case"),
    path("<int:case_id>/close/undo/", closing.undo_close, name="undo-close-case"),
    path("<int:case_id>/close/again/", closing.close_again, name="close-case-again"),
    path("<int:case_id>/reopen/", closing.reopen, name="reopen-case"),
]
