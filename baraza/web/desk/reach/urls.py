"""Addresses of how people reach the office, within set-up."""

from django.urls import path

from baraza.web.desk.reach.views import attendance, crisis, offices, resources

urlpatterns = [
    path("offices/", offices.offices, name="offices"),
    path("offices/undo/", offices.undo, name="offices-undo"),
    path("offices/exceptions/", offices.add_exception, name="add-exception"),
    path(
        "offices/exceptions/<int:exception_id>/remove/",
        offices.remove_exception,
        name="remove-exception",
    ),
    path("offices/stops/<int:stop_id>/cancel/", offices.cancel_stop, name="cancel-stop"),
    path("offices/stops/<int:stop_id>/hold/", offices.hold_stop, name="hold-stop"),
    path("offices/stops/<int:stop_id>/remove/", offices.remove_stop, name="remove-stop"),
    path("offices/flyer/", offices.flyer, name="office-flyer"),
    path("offices/<int:location_id>/", offices.location, name="location"),
    path("offices/<int:location_id>/stops/", offices.add_stops, name="add-stops"),
    path("offices/<int:location_id>/retire/", offices.retire, name="retire-location"),
    path("offices/<int:location_id>/restore/", offices.restore, name="restore-location"),
    path("attendance/", attendance.attendance, name="attendance"),
    path("attendance/who/", attendance.attend, name="attend"),
    path("attendance/undo/", attendance.undo, name="attendance-undo"),
    path("attendance/<slug:way>/", attendance.keep, name="keep-way"),
    path("attendance/<slug:way>/force/", attendance.force, name="force-way"),
    path("attendance/<slug:way>/let-be/", attendance.let_be, name="let-way-be"),
    path("attendance/<slug:way>/<int:user_id>/end/", attendance.end, name="attend-no-more"),
    path("crisis/", crisis.crisis, name="crisis"),
    path("crisis/<int:crisis_id>/", crisis.change, name="change-crisis"),
    path("crisis/<int:crisis_id>/end/", crisis.end, name="end-crisis"),
    path("crisis/<int:crisis_id>/resume/", crisis.resume, name="resume-crisis"),
    path("resources/", resources.resources, name="resources"),
    path("resources/budget/", resources.budget, name="time-budget"),
    path("resources/protected/", resources.protect, name="protect-time"),
    path("resources/protected/<int:block_id>/remove/", resources.unprotect, name="unprotect-time"),
    path("resources/undo/", resources.undo, name="resources-undo"),
    path("resources/<int:resource_id>/", resources.change, name="change-resource"),
    path("resources/<int:resource_id>/remove/", resources.remove, name="remove-resource"),
]
