"""The learner's home: where the pillars meet."""
