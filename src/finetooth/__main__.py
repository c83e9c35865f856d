"""`python -m finetooth`: the command line."""

import sys

from finetooth.cli import main

sys.exit(main())
