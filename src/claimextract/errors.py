"""The one error tree: every error that claimextract raises on purpose is a ``ClaimextractError``.

A message names the file or setting at fault and says what to do about it.
"""


class ClaimextractError(Exception):
    """Base of every error raised on purpose."""


class ConfigurationError(ClaimextractError):
    """A setting is missing or contradicts another; nothing was started."""


class InputError(ClaimextractError):
    """A document, or a path that should hold one, cannot be used."""


class RunFolderError(ClaimextractError):
    """A run's folder is missing a file, or a file in it cannot be read."""


class PromptError(ClaimextractError):
    """A prompt template is missing, broken or lacks a variable."""


class CacheError(ClaimextractError):
    """The response cache holds something that it must not read, or cannot be written."""


class WeightsError(ClaimextractError):
    """The weights of the embedded model are missing, damaged or cannot be fetched."""


class ServerError(ClaimextractError):
    """The embedded model's server did not start."""


class LLMError(ClaimextractError):
    """The endpoint gave no usable answer."""


class EndpointError(LLMError):
    """The endpoint could not be reached, refused the key or kept failing after the retries."""


class TruncatedError(LLMError):
    """The answer hit the token limit: ask for less."""


class RefusedError(LLMError):
    """The model refused, or a content filter stopped the answer."""


class InvalidAnswerError(LLMError):
    """The answer did not fit its schema, after the re-asks.

    Attributes:
        nothing_fitted: each of its fields was missing or wrong.
    """

    def __init__(self, message: str, *, nothing_fitted: bool = False) -> None:
        super().__init__(message)
        self.nothing_fitted = nothing_fitted


class ReplayError(LLMError):
    """A recorded response that the replay needs is not in responses.jsonl."""


class StoppedError(ClaimextractError):
    """The run was told to end before this was asked; a later run takes it up."""


class LimitReachedError(StoppedError):
    """Nothing more fits under ``max_requests``, ``max_tokens`` or ``max_cost``; a later run takes it up."""
