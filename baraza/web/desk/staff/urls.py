"""Addresses of the staff pages."""

from django.urls import path

from baraza.web.desk.staff.views import circles, conduct, me, people, work

urlpatterns = [
    path("", people.staff, name="staff"),
    path("invite/", people.invite, name="invite"),
    path("<int:user_id>/", people.duties, name="duties"),
    path("<int:user_id>/invite/", people.invite_again, name="invite-again"),
    path("<int:user_id>/factors/", people.forget_factors, name="forget-factors"),
    path("<int:user_id>/sign-out/", people.sign_out, name="sign-out-colleague"),
    path("<int:user_id>/away/", people.add_absence, name="colleague-away"),
    path("<int:user_id>/away/<int:absence_id>/remove/", people.remove_absence, name="here-again"),
    path("<int:user_id>/trainings/", work.add_training, name="add-training"),
    path(
        "<int:user_id>/trainings/<int:training_id>/remove/",
        work.remove_training,
        name="remove-training",
    ),
    path("<int:user_id>/hand-over/", work.hand_over, name="hand-over"),
    path("hand-over/take-back/", work.take_back, name="take-back-hand-over"),
    path("<int:user_id>/leave/", people.leave, name="leave"),
    path("<int:user_id>/return/", people.come_back, name="come-back"),
    path("circles/", circles.circles, name="circles"),
    path("circles/<int:circle_id>/", circles.change_circle, name="change-circle"),
    path("circles/<int:circle_id>/open/", circles.break_glass, name="break-glass"),
    path("circles/for/<int:conversation_id>/", circles.set_circle, name="set-circle"),
    path("conduct/", conduct.rules, name="conduct"),
    path("conduct/words/", conduct.words, name="conduct-words"),
    path("me/", me.account, name="me"),
    path("me/away/", me.add_absence, name="away"),
    path("me/away/<int:absence_id>/remove/", me.remove_absence, name="not-away"),
    path("me/mail/", me.wish, name="mail-wishes"),
    path("me/hand-over/", work.hand_over_own, name="hand-over-own"),
    path("me/sessions/end/", me.end_other_sessions, name="end-other-sessions"),
    path("me/sessions/<uuid:session_id>/end/", me.end_session, name="end-session"),
    path("safety/", me.safety, name="safety"),
]
