"""`make setup`: everything that this checkout needs, and nothing outside it.

Idempotent: what is done already is skipped. Only the standard library is used here, and this
file alone must also parse on the Python versions that it turns away.
"""

import sys
from pathlib import Path

LEAST_PYTHON = (3, 11)

if sys.version_info < LEAST_PYTHON:
    sys.exit(
        "setup: Python 3.11 or newer is needed and {} is {}.{}.{}: install one (python.org, your "
        "package manager, or uv python install 3.11), then make setup PYTHON=python3.11".format(
            sys.executable, *sys.version_info[:3]
        )
    )

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.provision.main import main

if __name__ == "__main__":
    sys.exit(main())
