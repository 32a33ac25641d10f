"""What the office works on: few topics that letters are filed under, and the term's priorities."""
