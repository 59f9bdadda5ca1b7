"""Commands that operators run against a deployed store, on AWS or on their machine."""
