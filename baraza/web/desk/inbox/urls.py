"""Addresses of the inbox."""

from django.urls import path

from baraza.web.desk.inbox.views import answering, filing, quiet, reading

urlpatterns = [
    path("", reading.inbox, name="inbox"),
    path("<int:conversation_id>/", reading.letter, name="letter"),
    path("message/<int:message_id>/original/", reading.original, name="original"),
    path("file/<uuid:public_id>/", reading.attachment, name="attachment"),
    path("picture/<uuid:public_id>/", reading.picture, name="picture"),
    path("<int:conversation_id>/reply/", answering.reply, name="reply"),
    path("<int:conversation_id>/reply/letter/", answering.use_letter, name="use-letter"),
    path("<int:conversation_id>/letters/", answering.letters_for, name="letters-for"),
    path("<int:conversation_id>/draft/", answering.draft, name="draft"),
    path("<int:conversation_id>/discard/", answering.discard, name="discard"),
    path("message/<int:message_id>/take-back/", answering.take_back, name="take-back"),
    path("message/<int:message_id>/send-again/", answering.send_again, name="send-again"),
    path("<int:conversation_id>/topics/", filing.topics_for, name="topics-for"),
    path("<int:conversation_id>/topic/", filing.set_topic, name="set-topic"),
    path("<int:conversation_id>/close/", filing.close, name="close"),
    path("<int:conversation_id>/reopen/", filing.reopen, name="reopen"),
    path("<int:conversation_id>/junk/", filing.junk, name="junk"),
    path("<int:conversation_id>/not-junk/", filing.not_junk, name="not-junk"),
    path("<int:conversation_id>/person/", filing.choose_person, name="choose-person"),
    path("machine/", quiet.machine_mail, name="machine-mail"),
    path("quarantine/", quiet.quarantine, name="quarantine"),
    path("duplicates/", quiet.duplicates, name="duplicates"),
    path("arrived/<int:raw_id>/", quiet.as_it_arrived, name="as-it-arrived"),
    path("arrived/<int:raw_id>/again/", quiet.try_again, name="try-again"),
    path("arrived/<int:raw_id>/letter/", quiet.is_a_letter, name="is-a-letter"),
]
