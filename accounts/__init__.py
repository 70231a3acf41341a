"""Who: people, organizations, sign-in, privacy, roles."""
