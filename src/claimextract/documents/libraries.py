"""Manners for the libraries that read files for us."""

import logging


def quiet(*loggers: str) -> None:
    """Keep a library's warnings off standard error, unless the program that uses us has set up logging.

    What went wrong with a file stands in its entry, with a reason.
    """
    for name in loggers:
        logger = logging.getLogger(name)
        if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
            logger.addHandler(logging.NullHandler())
