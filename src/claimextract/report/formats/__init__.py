"""A run in the formats that the next tool expects; each function takes the run's records and a place to write to."""

from .duck import write_duckdb, write_parquet
from .linked import contexts, write_jsonld
from .material import Material
from .memo import write_memo
from .sheets import write_xlsx
from .sqlite import write_sqlite
from .works import write_csl

__all__ = [
    "Material",
    "contexts",
    "write_csl",
    "write_duckdb",
    "write_jsonld",
    "write_memo",
    "write_parquet",
    "write_sqlite",
    "write_xlsx",
]
