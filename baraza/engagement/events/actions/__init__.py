"""Book, wait, change, cancel, tell, and set up what can be booked."""
