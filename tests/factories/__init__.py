"""Rows for tests, one file for each app."""
