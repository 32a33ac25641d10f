"""The pages themselves, one module for each way into help."""
