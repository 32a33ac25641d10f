"""Public pages made from what the office knows: its agenda, parliament, projects, accounts and the
constituency itself."""
