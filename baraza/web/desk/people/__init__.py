"""People: the list, one person's page, and who may be the same as whom."""
