"""What changes a case. Screens and flows call these by their modules."""
