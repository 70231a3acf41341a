"""Tests of the app assessments."""
