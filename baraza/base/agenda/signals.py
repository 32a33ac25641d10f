from django.dispatch import Signal

# Sent inside the transaction with `kept` and `merged` (Topic): whoever files under topics
# moves its rows from `merged` to `kept`.
topic_merged = Signal()
