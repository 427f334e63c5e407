"""``python -m claimextract``."""

from .cli import main

main()
