"""What a reader needs to understand the store, and the tool that writes what is generated."""
