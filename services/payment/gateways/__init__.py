"""Payment's third party: the payment provider."""
