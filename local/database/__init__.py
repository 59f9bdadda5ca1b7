"""The embedded database of the local cloud: MongoDB's wire over mongomock, with a journal."""
