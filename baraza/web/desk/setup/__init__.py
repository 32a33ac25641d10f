"""What the office sets once: its profile, topics, letters and mailboxes."""
