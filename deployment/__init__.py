"""What the local store and the operators share: the catalogue, and access to a deployed store."""
