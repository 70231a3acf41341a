"""What the database itself keeps: a published version stays as it is."""

from common.db.guards import append_only

VERSIONS = append_only("assessments_frameworkversion", erasable=False)
