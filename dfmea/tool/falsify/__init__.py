"""Removes each control in a copy, and sees whether the tests of its claims fail.

A test that passes with and without the control proves nothing about it. `edits` removes, `runner`
copies and runs, `verdicts` remembers what was seen and of which code.
"""
