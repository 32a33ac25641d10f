"""The trail in words: acts, and the kinds of things they were done to."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.base.audit.models import AuditEntry

ACTS: dict[str, str | Promise] = {
    "opened": _("read"),
    "promised": _("promised"),
    "promise_changed": _("changed what was promised"),
    "promise_kept": _("kept a promise"),
    "promise_dropped": _("gave a promise up"),
    "promise_reopened": _("has a promise still to keep"),
    "promise_reported": _("told them what became of it"),
    "file_opened": _("opened a file"),
    "filed": _("filed under a topic"),
    "closed": _("marked as done"),
    "reopened": _("opened again"),
    "junked": _("moved to junk"),
    "unjunked": _("took out of junk"),
    "fetched": _("had it ready to read next"),
    "put_off": _("put off for later"),
    "taken_up": _("took up again"),
    "joined": _("joined another conversation to it"),
    "parted": _("parted from another conversation"),
    "view_kept": _("kept a list under a name"),
    "view_removed": _("no longer keeps a list"),
    "person_chosen": _("said who wrote"),
    "person_unchosen": _("asked again who wrote"),
    "assigned": _("said whose it is"),
    "handed_over": _("handed work over"),
    "answered": _("answered"),
    "took_back": _("took an answer back"),
    "sent_again": _("sent again"),
    "signing_key_made": _("made a key to sign letters with"),
    "signing_begun": _("began to sign letters with it"),
    "answered_on_paper": _("answered on paper"),
    "printed": _("printed"),
    "not_printed": _("put back for the printer"),
    "passed_on": _("passed on to another office"),
    "approval_asked": _("asked for approval"),
    "approved": _("approved"),
    "approval_refused": _("sent back to its author"),
    "approval_withdrawn": _("withdrew from approval"),
    "removed": _("removed"),
    "read_again": _("had it read once more"),
    "taken_as_letter": _("took for a letter"),
    "added": _("added"),
    "changed": _("changed"),
    "renamed": _("renamed"),
    "merged": _("merged into another"),
    "merge_undone": _("parted again"),
    "not_the_same": _("said they are two people"),
    "pair_reopened": _("asked again whether they are one"),
    "split": _("made two people of one"),
    "contact_added": _("added a way to reach them"),
    "contact_removed": _("took away a way to reach them"),
    "household_joined": _("put into a household"),
    "household_left": _("took out of a household"),
    "related": _("said to whom they belong"),
    "relation_ended": _("ended a relation"),
    "group_joined": _("put into a group"),
    "group_left": _("took out of a group"),
    "warning_placed": _("warned colleagues"),
    "warning_lifted": _("lifted a warning"),
    "note_written": _("wrote a note"),
    "note_removed": _("removed a note"),
    "suggestion_rejected": _("turned down a suggested topic"),
    "suggestion_allowed": _("let a topic be suggested again"),
    "began": _("wrote first"),
    "call_noted": _("noted a call"),
    "entered": _("entered a call, a visit or a paper"),
    "entry_taken_back": _("took an entry back"),
    "promise_withdrawn": _("took a promise back"),
    "sheets_printed": _("printed sheets or forms"),
    "sheet_finished": _("finished a sheet"),
    "sheet_opened_again": _("opened a sheet again"),
    "mailing_begun": _("wrote to many"),
    "mailing_stopped": _("stopped a letter to many"),
    "letters_declined": _("wants no more letters to many"),
    "letters_wanted": _("wants letters to many again"),
    "area_added": _("added an area"),
    "area_changed": _("renamed or moved an area"),
    "area_ended": _("said that an area is no longer in force"),
    "area_change_undone": _("undid a change of an area"),
    "retired": _("retired"),
    "restored": _("brought back"),
    "responsible": _("said what an agency looks after"),
    "not_responsible": _("said that an agency does not look after it"),
    "contact_confirmed": _("confirmed whom to ask at an agency"),
    "contact_unconfirmed": _("took back that a contact is right"),
    "documents_asked": _("began to collect the documents for support"),
    "documents_dropped": _("no longer collects the documents for support"),
    "support_wanted": _("wrote down that somebody wants to hear of support"),
    "support_unwanted": _("wrote down that somebody wants to hear of support no more"),
    "told_of_support": _("told people of support that may fit"),
    "import_started": _("brought in a file"),
    "import_undone": _("took a file back"),
    "erased": _("erased"),
    "exported_person": _("exported what is held on a person"),
    "case_urgency": _("said how urgent it is"),
    "case_stuck": _("said what stands in its way"),
    "case_freed": _("said that nothing stands in its way any more"),
    "case_step_added": _("added a step"),
    "case_step_removed": _("took a step away"),
    "case_step_done": _("took a step"),
    "case_step_open": _("has a step still to take"),
    "case_linked": _("tied two cases together"),
    "case_unlinked": _("parted two cases"),
    "case_letters_added": _("added letters to it"),
    "case_letters_taken_out": _("took letters out of it"),
    "signed_in": _("signed in"),
    "signed_out": _("signed out"),
    "sign_in_failed": _("failed to sign in"),
    "circle_set": _("changed who may see it"),
    "glass_broken": _("looked inside a circle"),
    "account_roles": _("changed roles"),
    "account_password": _("changed the password"),
    "account_email": _("changed the e-mail address"),
    "account_factor": _("changed a second factor"),
    "account_second_factor": _("took away every second factor"),
    "account_training": _("noted a training"),
    "account_left": _("ended the account"),
    "account_returned": _("opened the account again"),
    "agency_asked": _("asked an agency"),
    "agency_written": _("wrote to an agency again"),
    "agency_spoken": _("wrote down what was said with an agency"),
    "agency_answer_confirmed": _("made sure that an agency’s letter is its own"),
    "agency_awaited": _("waits for an agency’s answer again"),
    "agency_clock_set": _("said when an agency is to be reminded"),
    "agency_ended": _("ended an inquiry"),
    "case_opened": _("opened a case"),
    "pattern_made": _("named a cause behind several cases"),
    "pattern_solved": _("said that a cause is mended, for everyone to be told"),
    "pattern_dropped": _("said that cases have no common cause"),
    "pattern_dismissed": _("dismissed a suggested pattern"),
    "pattern_suggested_again": _("had a pattern suggested again"),
    "gathered": _("gathered cases with one cause"),
    "let_go": _("said that a case has another cause"),
    "not_alike": _("said that two cases are not alike"),
    "alike_again": _("said that two cases may be alike"),
    "paper_drafted": _("drafted a paper from a pattern"),
    "paper_put": _("wrote down what came of a paper"),
    "lesson_kept": _("kept a lesson"),
    "key_made": _("made a key for another system"),
    "key_ended": _("ended a key of another system"),
    "endpoint_made": _("said where an authority takes requests"),
    "endpoint_ended": _("ended sending requests to an authority’s system"),
    "request_sent": _("sent a case to an authority’s system"),
    "request_taken_back": _("took back what was to leave for an authority’s system"),
    "lesson_applied": _("wrote a lesson where it helps"),
    "lesson_taken_out": _("took a lesson out again"),
    "lesson_shown": _("showed a lesson on the website"),
    "lesson_hidden": _("took a lesson off the website"),
    "case_retold": _("changed what a case is about"),
    "file_added": _("added a file"),
    "case_taken_back": _("took back that a case was opened"),
    "forms_printed": _("printed forms"),
    "authorised": _("wrote down that somebody allows us to ask"),
    "authorisation_withdrawn": _("wrote down that somebody no longer allows it"),
    "authorisation_restored": _("wrote down that somebody allows it after all"),
    "case_told": _("told them how their case stands"),
    "case_untold": _("took back what they were told"),
    "case_closed": _("closed a case"),
    "case_close_undone": _("undid that a case was closed"),
    "case_reopened": _("opened a case again"),
    "case_held": _("said that a case must be kept"),
    "case_hold_lifted": _("said that a case need not be kept any more"),
    "case_exported": _("took a case out as a file"),
    "case_import_started": _("began to bring in cases"),
    "case_import_cancelled": _("stopped bringing in cases"),
    "case_import_undone": _("took back cases that were brought in"),
    "feedback_given": _("said how content they were"),
    "case_decided": _("decided how to go about a case"),
    "decision_taken_back": _("took a decision back"),
    "referral_asked": _("wrote down whether a referral helped"),
    "stepped_back": _("gave a case away for a conflict of interest"),
}
KINDS: dict[str, str | Promise] = {
    "casework.case": _("Case"),
    "commitments.commitment": _("promise"),
    "conversations.conversation": _("Letter"),
    "conversations.savedview": _("Kept list"),
    "channels.rawitem": _("Mail as it arrived"),
    "channels.outgoingitem": _("Mail on its way out"),
    "channels.mailbox": _("Mailbox"),
    "channels.signingkey": _("Key that letters are signed with"),
    "people.person": _("Person"),
    "people.personnote": _("Note"),
    "people.duplicatepair": _("Two people who may be one"),
    "people.organisation": _("Organisation"),
    "people.organisationnote": _("Note"),
    "people.group": _("Group"),
    "audiences.audience": _("Audience"),
    "audiences.mailing": _("Letter to many"),
    "casework.agency": _("Agency"),
    "casework.programme": _("Support"),
    "casework.agencyimport": _("File of agencies"),
    "agenda.topic": _("Topic"),
    "agenda.priority": _("Priority"),
    "letters.letter": _("Letter of the library"),
    "letters.signature": _("Signature"),
    "letters.toneguide": _("How we write"),
    "letters.talkingpoints": _("What we say on a topic"),
    "casework.authorisationwording": _("Words that people sign"),
    "casework.pattern": _("Pattern"),
    "casework.patternpaper": _("Paper from a pattern"),
    "casework.patternsuggestion": _("Suggested pattern"),
    "casework.lesson": _("Lesson"),
    "casework.apikey": _("Key of another system"),
    "casework.serviceendpoint": _("System of an authority"),
    "conversations.paperletter": _("Letter on paper"),
    "office.profile": _("The office"),
    "office.holiday": _("Holiday"),
    "conversations.turnaroundtarget": _("Days to answer in"),
    "conversations.assignmentrule": _("Who answers what"),
    "office.conductrules": _("Rules of conduct"),
    "accounts.user": _("Member of staff"),
    "accounts.circle": _("Circle"),
}
# Pages of one thing; whoever may not see it finds nothing there.
PAGES = {
    "conversations.conversation": "desk:letter",
    "casework.case": "desk:case",
    "casework.pattern": "desk:pattern",
    "casework.patternpaper": "desk:paper",
    "casework.lesson": "desk:lesson",
    "people.person": "desk:person",
    "people.organisation": "desk:organisation",
    "audiences.mailing": "desk:mailing",
    "places.area": "desk:area",
    "casework.agency": "desk:agency",
    "casework.programme": "desk:programme",
}


def act_words(act: str) -> str:
    """What was done; an act without words of its own is shown by its name."""
    return str(ACTS.get(act) or act.replace("_", " "))


def kind_words(label: str) -> str:
    """What a kind of thing is called."""
    if label in KINDS:
        return str(KINDS[label])
    try:
        return str(apps.get_model(label)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return label


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the trail as it is read."""

    entry: AuditEntry
    act: str
    kind: str
    url: str


def line_of(entry: AuditEntry) -> Line:
    """The words for a row, and where its thing is."""
    url = ""
    if entry.object_id and entry.object_kind in PAGES:
        try:
            url = reverse(PAGES[entry.object_kind], args=[entry.object_id])
        except NoReverseMatch:
            url = ""
    kind = kind_words(entry.object_kind) if entry.object_kind else ""
    return Line(entry=entry, act=act_words(entry.act), kind=kind, url=url)
