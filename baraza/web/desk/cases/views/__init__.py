"""One module for each question a screen of cases answers."""
