"""Coaches, availability, sessions, bookings, notes."""
