"""The one record of what somebody said, through any channel, and of what became of it."""
