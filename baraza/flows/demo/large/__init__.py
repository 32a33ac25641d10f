"""One very large office, to see how the desk keeps up: `baraza demo --large`.

Rows are made inside the database, from sentences of the demonstration offices, so a million of
them take minutes. They are believable in what a screen's speed depends on: how often words, topics,
places, people and states occur. The same numbers give the same office on every machine.
"""
