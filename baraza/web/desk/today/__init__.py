"""What needs an answer today: the first page of the desk, and what colleagues are told."""
