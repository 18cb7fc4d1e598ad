"""`python -m kb`: the same as `youju`."""

import sys

from kb.cli import main

sys.exit(main())
