"""`python -m podtutor`, and the console script."""

from __future__ import annotations

from podtutor.cli.app import main

if __name__ == "__main__":
    main()
