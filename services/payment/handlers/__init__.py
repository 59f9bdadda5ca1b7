"""Which message leads to what, a module per topic."""
