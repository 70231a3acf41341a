"""Template tags of coaching."""
