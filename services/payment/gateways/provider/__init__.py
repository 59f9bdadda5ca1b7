"""The gateway to Stripe: the only package that knows `stripe`, or what PAYMENT_API_URL replaces.

An answer that never came, a 5xx and a 409 say nothing about what was done: the caller asks again
later with the same key (https://docs.stripe.com/error-low-level). Nothing that the provider writes
in a message leaves this package, for it may quote a customer's data: only codes and ids do.

Another provider is another package that answers `services/payment/ports.py`.
"""

NAME = "Stripe"
"""What people call the provider."""
SIGNATURE_HEADER = "Stripe-Signature"
"""The header by which the provider signs its webhooks."""
