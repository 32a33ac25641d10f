"""Addresses of appointments and open doors."""

from django.urls import path

from baraza.web.site.meet import booking, choosing, door, mine, staff_feed

urlpatterns = [
    path("appointments/", choosing.appointments, name="appointments"),
    path("appointments/book/", booking.book, name="appointment_book"),
    path("appointments/wait/", booking.wait, name="appointment_wait"),
    path("appointments/mine/<str:token>/", mine.mine, name="appointment_mine"),
    path("appointments/mine/<str:token>/move/", mine.move, name="appointment_move"),
    path("appointments/mine/<str:token>/file.ics", mine.file, name="appointment_file"),
    path("open-hours/", door.open_hours, name="open_hours"),
    path("calendars/<str:key>.ics", staff_feed.feed, name="staff_calendar"),
]
