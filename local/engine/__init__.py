"""An independent engine to check ours against: DocumentDB's extension for PostgreSQL (Debian sid).

https://github.com/documentdb/documentdb is the open engine that carries DocumentDB's name. It runs
in a folder of its own, behind MongoDB's wire, for `make test-engine` alone.
"""
