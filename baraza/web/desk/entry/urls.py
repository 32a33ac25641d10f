"""Addresses of entry: calls, visits and paper; sheets and forms."""

from django.urls import path

from baraza.web.desk.entry.views import entry, sheet, sheets

urlpatterns = [
    path("entry/", entry.page, name="entry"),
    path("entry/draft/", entry.draft, name="entry-draft"),
    path("entry/discard/", entry.discard, name="entry-discard"),
    path("entry/people/", entry.people, name="entry-people"),
    path("entry/who/", entry.who, name="entry-who"),
    path("entry/files/", entry.add_file, name="entry-file"),
    path("entry/files/<uuid:public_id>/remove/", entry.remove_file, name="entry-file-remove"),
    path("entry/<int:message_id>/undo/", entry.undo, name="entry-undo"),
    path("sheets/", sheets.page, name="sheets"),
    path("sheets/<uuid:batch>/", sheets.paper, name="sheets-paper"),
    path("sheets/find/", sheets.find, name="sheet-find"),
    path("sheet/<str:code>/", sheet.page, name="sheet"),
    path("sheet/<str:code>/paper/", sheets.one_paper, name="sheet-paper"),
    path("sheet/<str:code>/lines/<int:number>/", sheet.line, name="sheet-line"),
    path("sheet/<str:code>/lines/<int:number>/undo/", sheet.undo_line, name="sheet-line-undo"),
    path("sheet/<str:code>/finish/", sheet.finish, name="sheet-finish"),
    path("sheet/<str:code>/open/", sheet.open_again, name="sheet-open"),
]
