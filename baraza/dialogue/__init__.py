"""The spine: what was said, what was answered, and by whom."""
