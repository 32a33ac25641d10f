"""What comes in by mouth and on paper: entries begun, logbook sheets and forms with a code."""
