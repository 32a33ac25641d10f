"""What is read across the models of casework."""
