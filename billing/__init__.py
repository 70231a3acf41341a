"""Money taken once, access given once."""
