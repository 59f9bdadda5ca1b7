"""What the shop is owed, and how it is paid."""
