"""Skills, and how they are measured."""
