"""Tests about the house itself: what may import what, every way in, every setting, every command."""
