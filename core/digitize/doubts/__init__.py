"""What a reading cannot explain, and where to look."""
