"""What everything stands on: offices, staff, the office itself, topics, people, and the channels in and out."""
