"""Addresses of what people are told of their cases, of how these end, and how they leave."""

from django.urls import path

from baraza.web.desk.cases.views import bringing, closing, keeping, telling

urlpatterns = [
    path("<int:case_id>/tell/", telling.tell, name="tell-case"),
    path("updates/<int:update_id>/take-back/", telling.take_back, name="take-back-update"),
    path("<int:case_id>/close/", closing.close, name="close-case"),
    path("<int:case_id>/close/undo/", closing.undo_close, name="undo-close-case"),
    path("<int:case_id>/close/again/", closing.close_again, name="close-case-again"),
    path("<int:case_id>/reopen/", closing.reopen, name="reopen-case"),
    path("<int:case_id>/take-out/", keeping.take_out, name="take-case-out"),
    path("<int:case_id>/hold/", keeping.hold, name="hold-case"),
    path("holds/<int:hold_id>/lift/", keeping.lift_hold, name="lift-case-hold"),
    path("import/", bringing.choose_file, name="case-import"),
    path("import/<int:import_id>/", bringing.one_import, name="case-import-one"),
    path("import/<int:import_id>/begin/", bringing.begin, name="case-import-begin"),
    path("import/<int:import_id>/stop/", bringing.stop, name="case-import-stop"),
    path("import/<int:import_id>/undo/", bringing.undo, name="case-import-undo"),
    path("import/<int:import_id>/report/", bringing.report, name="case-import-report"),
]
