"""News for the packages above; receivers run in the transaction of what they hear of."""

from django.dispatch import Signal

# conversations: ids of those that somebody wrote into again; now
letters_came = Signal()
# message: the answer as it was written down; now
answer_written = Signal()
# message: an answer that is taken back before it left, about to be deleted
answer_withdrawn = Signal()
# messages: letters that just came into threads with agencies
agency_wrote = Signal()
# message: one of those whose signature turned out to be wrong
agency_doubted = Signal()
