"""What the store costs on AWS: by the month from its templates, and by the order from counts."""
