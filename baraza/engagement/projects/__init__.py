"""What is built in the constituency: where, by whom, with whose money, and how far it is."""
