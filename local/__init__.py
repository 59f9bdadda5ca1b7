"""The store on one machine: starts, deploys to, seeds and stops the local cloud."""
