"""What services say to each other: values and messages, a module per owner."""
