"""The constants of the method, in one place: the code computes with them and the method page prints them.

Where no source is named, the number is a choice of this product and the method page says so.
"""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

LEVELS = (1, 2, 3, 4, 5)
LOWEST, HIGHEST = LEVELS[0], LEVELS[-1]

EVIDENCE_FROM = 4  # from this level up, one sentence of evidence is asked for
EVIDENCE_MAX = 500

ANSWERS_NEEDED = 3  # a skill counts from this many answers up ...
SHARE_NEEDED = Decimal("0.60")  # ... if they are this share of the behaviors that belong to the role

ERROR_ITEMS = 5  # the number of answers that the standard error below is for
STANDARD_ERROR = (
    0.43  # of a skill's score; equals a spread of 0.80 with a reliability of 0.71; an assumption, not a finding
)
RANGE_WIDTH = 1.96  # standard errors on each side: 95 in 100 ranges hold

CLEAR_GAP_FROM = 0.90  # how probable it must be that a score lies below the target before a gap is called clear

SCORE_PLACES = 4
SHOWN_PLACES = 1

UNCLAIMED_FOR = timedelta(days=30)  # how long a short check waits for its owner to sign up

CONSENT_VERSION = "2026-11"  # rises whenever the purpose below changes its meaning
CONSENT_PURPOSE = _(
    "My answers are stored to show me my own result, for my own development. They are no certificate and are not used "
    "for selection, pay or ranking. Nobody else sees them unless I share them. I can take them along or delete them "
    "at any time."
)
