"""What the database itself keeps true about learning."""

from common.db.guards import append_only, register_guard

_SNAPSHOT = "public_id, learner_id, enrollment_id, learner_name, course_title, issuer, issued_on"
_MESSAGE = "a certificate never changes, it is revoked and issued again"

EVENTS = append_only("courses_learningevent")
CERTIFICATES = register_guard(
    "courses_certificate_immutable",
    "courses_certificate",
    sqlite=[
        "DROP TRIGGER IF EXISTS courses_certificate_immutable",
        f"CREATE TRIGGER courses_certificate_immutable BEFORE UPDATE OF {_SNAPSHOT} ON courses_certificate "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    ],
    postgresql=[
        f"CREATE OR REPLACE FUNCTION courses_certificate_immutable() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
        "DROP TRIGGER IF EXISTS courses_certificate_immutable ON courses_certificate",
        f"CREATE TRIGGER courses_certificate_immutable BEFORE UPDATE OF {_SNAPSHOT} ON courses_certificate "
        f"FOR EACH ROW EXECUTE FUNCTION courses_certificate_immutable()",
    ],
)
