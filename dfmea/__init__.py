"""The failure analysis of the store, and the tool that holds it against the code."""
