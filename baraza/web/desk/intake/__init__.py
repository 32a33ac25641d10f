"""Taking a case in: with whoever sits here, telephones or wrote; and the forms on paper."""
