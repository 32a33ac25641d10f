"""What people say and how the office answers, as pictures with their tables."""
