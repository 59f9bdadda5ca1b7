"""How a service runs: its inbox, its database, AWS, logs and settings."""
