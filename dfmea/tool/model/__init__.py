"""What an analysis consists of: one record per entity, as the YAML files write it.

Nothing here is about one system. Ratings that a person judges carry a rationale; those that can be
computed (detection, monitoring, action priority) are not fields at all, so nobody can type them.
"""
