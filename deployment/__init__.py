"""What the local store and the operators share: the catalogue, and the way to a store."""
