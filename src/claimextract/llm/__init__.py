"""Asking a model over the OpenAI API: the only package that imports ``openai`` or ``instructor``, on first use."""

from .asker import Asker
from .client import Client
from .estimates import Estimate, Estimator
from .planning import Planner
from .requests import answer_schema, request_sha256, schema_sha256
from .stores import ReplayStore, Store
from .usage import Usage

__all__ = [
    "Asker",
    "Client",
    "Estimate",
    "Estimator",
    "Planner",
    "ReplayStore",
    "Store",
    "Usage",
    "answer_schema",
    "request_sha256",
    "schema_sha256",
]
