"""Addresses of bills, votes and committees."""

from django.urls import path

from baraza.web.desk.parliament.exchange import WAY
from baraza.web.desk.parliament.views import keeping, lists
from baraza.web.desk.website.bringing import paths_of

urlpatterns = [
    path("bills/", lists.bills, name="bills"),
    path("bills/new/", keeping.edit_bill, name="new-bill"),
    path("bills/export/", lists.export_bills, name="export-bills"),
    path("bills/<int:bill_id>/", keeping.edit_bill, name="change-bill"),
    path("bills/<int:bill_id>/steps/", keeping.add_step, name="add-bill-step"),
    path("bills/<int:bill_id>/withdraw/", keeping.withdraw_bill, name="withdraw-bill"),
    path("bills/<int:bill_id>/restore/", keeping.restore_bill, name="restore-bill"),
    path("bills/steps/<int:step_id>/remove/", keeping.remove_step, name="remove-bill-step"),
    path("votes/", lists.votes, name="votes"),
    path("votes/new/", keeping.edit_vote, name="new-vote"),
    path("votes/export/", lists.export_votes, name="export-votes"),
    path("votes/<int:vote_id>/", keeping.edit_vote, name="change-vote"),
    path("votes/<int:vote_id>/withdraw/", keeping.withdraw_vote, name="withdraw-vote"),
    path("votes/<int:vote_id>/restore/", keeping.restore_vote, name="restore-vote"),
    path("committees/", lists.committees, name="committees"),
    path("committees/new/", keeping.edit_committee, name="new-committee"),
    path("committees/export/", lists.export_committees, name="export-committees"),
    path("committees/<int:committee_id>/", keeping.edit_committee, name="change-committee"),
    path("committees/<int:committee_id>/roles/", keeping.add_role, name="add-role"),
    path(
        "committees/<int:committee_id>/withdraw/",
        keeping.withdraw_committee,
        name="withdraw-committee",
    ),
    path(
        "committees/<int:committee_id>/restore/",
        keeping.restore_committee,
        name="restore-committee",
    ),
    path("committees/roles/<int:membership_id>/", keeping.change_role, name="change-role"),
    path("committees/roles/<int:membership_id>/remove/", keeping.remove_role, name="remove-role"),
    *paths_of(WAY, "parliament/files/"),
]
