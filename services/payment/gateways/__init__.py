"""What speaks to third parties for payment: its provider."""
