"""The local AWS: ministack at one pinned version, with the gaps that this store meets filled."""
