"""Order: prices what is requested, and knows the state of every order."""
