"""The served mode, started for real."""
