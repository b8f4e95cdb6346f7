"""The commands of the program without a window."""
