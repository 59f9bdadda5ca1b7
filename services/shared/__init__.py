"""What every service shares: the messages, and the edge to AWS and MongoDB."""
