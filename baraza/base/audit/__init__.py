"""Who did what, and who read what: rows that are only ever added, each sealed by the one before.

No content is kept here, only ids and numbers, so that erasing a person leaves the trail whole.
"""
