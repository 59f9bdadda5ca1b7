"""The local AWS: ministack at one pinned version, with patches for what this store needs."""
