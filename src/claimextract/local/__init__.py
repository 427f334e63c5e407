"""The embedded model: its weights on disk, and the server that answers with them on loopback."""

from .looking import Found, look
from .server import EmbeddedServer
from .sources import PINNED, WeightsSpec, called
from .weights import Weights, weights_path

__all__ = ["PINNED", "EmbeddedServer", "Found", "Weights", "WeightsSpec", "called", "look", "weights_path"]
