from django.dispatch import Signal

# Sent inside the transaction with `inputs`, the list of Input rows just recorded.
inputs_recorded = Signal()
