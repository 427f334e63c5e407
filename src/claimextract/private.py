"""Folders that nobody but their user may enter."""

import stat
from pathlib import Path

__all__ = ["private_folder"]


def private_folder(folder: Path) -> None:
    """Make a folder with the rights 0700, and those above it that are missing; one that stands gets these rights too.

    Raises:
        OSError: it cannot be made, or belongs to another user.
    """
    if not folder.parent.exists():
        private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)
