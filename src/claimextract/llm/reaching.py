"""Whether an endpoint answers at all, at no cost. Imported on first use only, as it imports openai."""

import openai

from ..config import Endpoint
from ..errors import EndpointError
from . import failures
from .incoming import without_key

__all__ = ["models_of"]


def models_of(endpoint: Endpoint, timeout: float) -> list[str]:
    """The models that an endpoint lists (``GET /models``), asked once.

    Args:
        endpoint: where to ask; it must have an address.
        timeout: seconds to wait.

    Raises:
        EndpointError: it cannot be reached, refuses the key or answers something else; the message says what to do.
    """
    where, key = endpoint.base_url or "", endpoint.api_key.get_secret_value()
    client = openai.OpenAI(api_key=key, base_url=endpoint.base_url, max_retries=0, timeout=timeout)
    try:
        with client:
            return sorted(str(model.id) for model in client.models.list().data)
    except openai.APITimeoutError:
        failure = failures.Failure(f"{where} did not answer within {timeout:g} s; check --base-url and the network")
    except openai.APIConnectionError as error:
        failure = failures.unreachable(where, error.__cause__ or error)
    except openai.NotFoundError:
        failure = failures.Failure(f"{where} has no list of models (HTTP 404); most addresses end with /v1")
    except openai.APIStatusError as error:
        answer = failures.body(error.response.content, key)
        failure = failures.refused(endpoint, error.status_code, error.response.headers, answer)
    except (openai.OpenAIError, AttributeError, TypeError, ValueError):
        failure = failures.Failure(f"{where} gave no list of models; check that --base-url is an OpenAI-compatible API")
    # From here on no exception is being handled: openai's hold the request's headers, and with them the key.
    raise EndpointError(without_key(failure.message, key))
