"""Addresses of set-up."""

from django.urls import path

from baraza.web.desk.setup.views import letters, mailboxes, office, topics, voice

urlpatterns = [
    path("", office.overview, name="setup"),
    path("office/", office.profile_page, name="office"),
    path("topics/", topics.topics, name="topics"),
    path("topics/<int:topic_id>/", topics.change_topic, name="change-topic"),
    path("topics/<int:topic_id>/merge/", topics.merge, name="merge-topic"),
    path("topics/<int:topic_id>/retire/", topics.retire_topic, name="retire-topic"),
    path("topics/<int:topic_id>/restore/", topics.restore_topic, name="restore-topic"),
    path("priorities/add/", topics.add_priority, name="add-priority"),
    path("priorities/<int:priority_id>/", topics.change_priority, name="change-priority"),
    path("priorities/<int:priority_id>/retire/", topics.retire_priority, name="retire-priority"),
    path("priorities/<int:priority_id>/restore/", topics.restore_priority, name="restore-priority"),
    path("letters/", letters.library, name="letters"),
    path("letters/new/", letters.edit, name="new-letter"),
    path("letters/<int:letter_id>/", letters.edit, name="edit-letter"),
    path("letters/<int:letter_id>/retire/", letters.retire, name="retire-letter"),
    path("letters/<int:letter_id>/restore/", letters.restore, name="restore-letter"),
    path("letters/<int:letter_id>/approve/", letters.approve, name="approve-letter"),
    path("voice/", voice.voice, name="voice"),
    path("voice/tone/", voice.write_tone, name="write-tone"),
    path("voice/signature/", voice.write_signature, name="write-signature"),
    path("voice/points/<int:topic_id>/", voice.write_points, name="write-points"),
    path("mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("mailboxes/new/", mailboxes.edit, name="new-mailbox"),
    path("mailboxes/<int:mailbox_id>/", mailboxes.edit, name="edit-mailbox"),
    path("mailboxes/<int:mailbox_id>/check/", mailboxes.check, name="check-mailbox"),
    path("mailboxes/<int:mailbox_id>/stop/", mailboxes.stop, name="stop-mailbox"),
    path("mailboxes/<int:mailbox_id>/resume/", mailboxes.resume, name="resume-mailbox"),
]
