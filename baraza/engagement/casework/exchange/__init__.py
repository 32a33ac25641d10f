"""Cases as they leave for another program or a court, and as they come from one."""
