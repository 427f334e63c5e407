"""Names by the parser's entity recogniser, all texts of a batch one step further at a time.

spaCy's own loop lets the interpreter's lock go and takes it again for every feature of every action; held throughout,
the same steps take half the time.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc


def find_entities(recogniser: "EntityRecognizer", docs: "Sequence[Doc]") -> None:
    """Enter the entities of some texts into them."""
    states = recogniser.moves.init_batch(docs)
    scorer = recogniser.model.predict(docs)
    unfinished = [state for state in states if not state.is_final()]
    while unfinished:
        unfinished = recogniser.transition_states(unfinished, scorer.predict(unfinished))
    recogniser.set_annotations(docs, states)
