"""Tests of the CMS."""
