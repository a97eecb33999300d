"""What a person sees: docks, dialogs, widgets, map tools and list models. Nothing here opens a database."""
