"""Make an appointment, change it, and see when a door is open: without an account or a script."""
