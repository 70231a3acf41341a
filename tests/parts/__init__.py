"""Real servers, templates and browsers for the tests, started by launchers of our own."""
