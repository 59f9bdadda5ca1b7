"""One module per picture."""
