"""Addresses of patterns and lessons."""

from django.urls import path

from baraza.web.desk.patterns.views import alike, lessons, papers, patterns, solving

urlpatterns = [
    path("", patterns.patterns, name="patterns"),
    path("new/", patterns.new, name="new-pattern"),
    path("suggested/<int:suggestion_id>/", patterns.suggested, name="pattern-suggested"),
    path("suggested/<int:suggestion_id>/gather/", patterns.take, name="gather-suggested"),
    path("suggested/<int:suggestion_id>/dismiss/", patterns.dismiss, name="dismiss-suggested"),
    path("suggested/<int:suggestion_id>/again/", patterns.again, name="suggest-again"),
    path("<int:pattern_id>/", patterns.pattern, name="pattern"),
    path("<int:pattern_id>/change/", patterns.change, name="change-pattern"),
    path("<int:pattern_id>/gather/", patterns.gather, name="gather"),
    path("<int:pattern_id>/let-go/", patterns.let_go, name="let-go"),
    path("<int:pattern_id>/drop/", patterns.drop, name="drop-pattern"),
    path("<int:pattern_id>/reopen/", patterns.reopen, name="reopen-pattern"),
    path("<int:pattern_id>/draft/", papers.draft, name="draft-paper"),
    path("<int:pattern_id>/bring-back/", papers.bring_back, name="bring-paper-back"),
    path("papers/<int:paper_id>/", papers.paper, name="paper"),
    path("papers/<int:paper_id>/put/", papers.put, name="put-paper"),
    path("papers/<int:paper_id>/pdf/", papers.pdf, name="paper-pdf"),
    path("papers/<int:paper_id>/remove/", papers.remove, name="remove-paper"),
    path("<int:pattern_id>/solve/", solving.solve, name="solve-pattern"),
    path("<int:pattern_id>/learn/", lessons.learn, name="learn-from-pattern"),
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/from/<int:case_id>/", lessons.from_case, name="lesson-from-case"),
    path("lessons/<int:lesson_id>/", lessons.lesson, name="lesson"),
    path("lessons/<int:lesson_id>/out/", lessons.take_out, name="take-lesson-out"),
    path("lessons/<int:lesson_id>/show/", lessons.show, name="show-lesson"),
    path("lessons/<int:lesson_id>/forget/", lessons.forget, name="forget-lesson"),
    path("alike/<int:case_id>/", alike.alike, name="alike"),
    path("alike/<int:case_id>/not/<int:other_id>/", alike.reject, name="not-alike"),
    path("alike/<int:case_id>/again/<int:other_id>/", alike.unreject, name="alike-again"),
    path("alike/<int:case_id>/gather/", alike.gather, name="gather-alike"),
]
