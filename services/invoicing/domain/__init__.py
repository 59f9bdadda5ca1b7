"""The rules of invoicing: numbers, what a document states, and its e-invoice. All are pure."""
