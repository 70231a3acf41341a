"""Tools with no business noun in them: errors, mail, jobs, PDF, links, template tags."""
