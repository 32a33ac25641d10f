"""News for the packages above; receivers run in the transaction of what they hear of."""

from django.dispatch import Signal

# messages: letters that just came into threads with agencies
agency_wrote = Signal()
# message: one of those whose signature turned out to be wrong
agency_doubted = Signal()
