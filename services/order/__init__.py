"""Order: prices what is asked for, and knows where every order stands."""
