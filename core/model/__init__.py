"""What a person entered or accepted: frozen values of tuples, strings and numbers."""
