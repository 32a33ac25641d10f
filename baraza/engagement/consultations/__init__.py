"""What parliament decides, and what the member does there: bills, votes, committees."""
