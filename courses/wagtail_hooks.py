"""Editors' screens of courses."""
