"""What comes into a workspace from other people's files, and what goes out of it."""
