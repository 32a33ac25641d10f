"""Addresses of the website's room."""

from django.urls import path

from baraza.web.desk.website.views import (
    corrections,
    front,
    notices,
    outcomes,
    plain,
    reposts,
    translations,
    visits,
)

urlpatterns = [
    path("", front.front, name="website"),
    path("visits/", visits.visits, name="visits"),
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.edit, name="new-notice"),
    path("notices/<int:notice_id>/", notices.edit, name="change-notice"),
    path("notices/<int:notice_id>/end/", notices.end, name="end-notice"),
    path("notices/<int:notice_id>/extend/", notices.extend, name="extend-notice"),
    path("reposts/", reposts.reposts, name="reposts"),
    path("reposts/new/", reposts.pass_on, name="pass-on-news"),
    path("reposts/<int:repost_id>/", reposts.decide, name="decide-repost"),
    path("sources/new/", reposts.edit_source, name="new-source"),
    path("sources/<int:source_id>/", reposts.edit_source, name="change-source"),
    path("sources/<int:source_id>/retire/", reposts.retire, name="retire-source"),
    path("sources/<int:source_id>/restore/", reposts.restore, name="restore-source"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/new/", corrections.log, name="log-correction"),
    path("corrections/<int:correction_id>/remove/", corrections.remove, name="remove-correction"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/new/", outcomes.edit, name="new-outcome"),
    path("outcomes/<int:outcome_id>/", outcomes.edit, name="change-outcome"),
    path("outcomes/<int:outcome_id>/publish/", outcomes.publish, name="publish-outcome"),
    path("outcomes/<int:outcome_id>/withdraw/", outcomes.withdraw, name="withdraw-outcome"),
    path("outcomes/<int:outcome_id>/tell/", outcomes.tell, name="tell-outcome"),
    path("plain-language/", plain.plain_language, name="plain-language"),
    path("translations/", translations.translations, name="translations"),
    path(
        "translations/<str:label>/<str:pk>/<slug:language>/",
        translations.translation,
        name="translation",
    ),
    path(
        "translations/<str:label>/<str:pk>/<slug:language>/now/",
        translations.translate_now,
        name="translate-now",
    ),
]
