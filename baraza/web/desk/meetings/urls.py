"""Addresses of meetings."""

from django.urls import path

from baraza.web.desk.meetings.views import booking, days, hours, lists, one, own

urlpatterns = [
    path("", days.meetings, name="meetings"),
    path("paper/", days.paper, name="meetings-paper"),
    path("queue/<int:location_id>/", days.queue, name="meetings-queue"),
    path("new/", booking.new, name="new-meeting"),
    path("new/times/", booking.times, name="meeting-times"),
    path("waiting/", lists.waiting_list, name="meetings-waiting"),
    path("ring/", lists.to_ring, name="meetings-ring"),
    path("over/", lists.over, name="meetings-over"),
    path("hand-over/", lists.hand_over, name="meetings-hand-over"),
    path("own/", own.page, name="meetings-own"),
    path("own/block/", own.block, name="meetings-block"),
    path("own/block/<int:busytime_id>/remove/", own.unblock, name="meetings-unblock"),
    path("own/feed/", own.feed, name="meetings-feed"),
    path("own/calendar/", own.calendar, name="meetings-calendar"),
    path("own/file/", own.file, name="meetings-file"),
    path("hours/", hours.page, name="meetings-hours"),
    path("hours/new/", hours.new_hours, name="new-meeting-hours"),
    path("hours/<int:availability_id>/", hours.change_hours, name="meeting-hours"),
    path("hours/<int:availability_id>/remove/", hours.remove, name="remove-meeting-hours"),
    path("purposes/new/", hours.new_purpose, name="new-meeting-purpose"),
    path("purposes/<int:purpose_id>/", hours.change_purpose, name="meeting-purpose"),
    path("purposes/<int:purpose_id>/retire/", hours.retire, name="retire-meeting-purpose"),
    path("days/", hours.take_part, name="constituency-days"),
    path("days/<int:constituencyday_id>/remove/", hours.take_no_part, name="constituency-day-off"),
    path("<int:appointment_id>/", one.meeting, name="meeting"),
    path("<int:appointment_id>/came/", one.came, name="meeting-came"),
    path("<int:appointment_id>/missed/", one.missed, name="meeting-missed"),
    path("<int:appointment_id>/open/", one.outcome_back, name="meeting-open"),
    path("<int:appointment_id>/note/", one.note, name="meeting-note"),
    path("<int:appointment_id>/move/", one.move, name="meeting-move"),
    path("<int:appointment_id>/cancel/", one.cancel, name="meeting-cancel"),
    path("<int:appointment_id>/restore/", one.restore, name="meeting-restore"),
    path("<int:appointment_id>/told/", one.told, name="meeting-told"),
    path("<int:appointment_id>/accept/", one.accept, name="meeting-accept"),
    path("<int:appointment_id>/who/", one.who, name="meeting-who"),
]
