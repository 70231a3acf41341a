"""What the database itself guards."""
