"""The payment simulator: the part of Stripe's API that the store uses, with Stripe's semantics.

A development part, never deployed. What it imitates is described at docs.stripe.com/api.
"""
