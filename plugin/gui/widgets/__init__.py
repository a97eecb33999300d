"""Parts that docks and dialogs are built from."""
