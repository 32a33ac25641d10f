"""What can be asked: free times, the sheet of a day, an appointment by its link."""
