"""`python -m stripe_sandbox`: start the look-alike on this machine."""

import sys

from stripe_sandbox.server import main

main(sys.argv[1:])
