"""How workspaces and hubs exchange rows and photos: batches, the planner of merges, the hubs."""
