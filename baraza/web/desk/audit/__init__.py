"""Who did what: the trail as an auditor searches it, and as it stands beside one letter."""
