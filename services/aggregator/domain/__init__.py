"""What an event changes in which view, and when it is too late for that.

Events come in any order and more than once. Each write carries the condition that nothing newer is
there, so that every order of arrival ends in the same views.
"""
