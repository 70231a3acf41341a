"""What a page costs: CPU per request, in units of a Wagtail page that does nothing."""
