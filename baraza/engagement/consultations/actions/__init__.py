"""Write down bills, votes and committees, and bring them in from files."""
