"""The shop's policy: pure rules that the proxy asks to refuse early and the owner asks to decide.

A rule answers a `Refusal`, or None when it allows the command. It also allows a command whose
effect is there already: a repeat is no mistake, and the owner's transition then changes nothing.
"""
