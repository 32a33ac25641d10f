"""What everything stands on: offices, staff, topics, people, and the channels in and out."""
