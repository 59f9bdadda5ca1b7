"""Values and messages that services exchange, a module per owner."""
