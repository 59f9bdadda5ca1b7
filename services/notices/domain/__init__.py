"""Which e-mail a customer gets for a message, and what it says, a module per topic. All is pure."""
