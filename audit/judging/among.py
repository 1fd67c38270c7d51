"""Which rows another table names, found in Arrow: pandas looks at every name of a long list by itself."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Flags = npt.NDArray[np.bool_]


def among(texts: pd.Series, known: pd.Series) -> Flags:
    """Whether each text is one of the known ones."""
    found = pc.is_in(pa.array(texts.array, pa.large_string()), value_set=pa.array(known.array, pa.large_string()))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


def named_by(rows: pd.DataFrame, keys: pd.DataFrame) -> Flags:
    """Whether each row has a key that stands among `keys`, column by column (the last one, an id, tells most apart)."""
    own, known = rows[list(keys.columns)], keys.drop_duplicates()
    near = among(own.iloc[:, -1], known.iloc[:, -1])
    near[near] = pd.MultiIndex.from_frame(own[near]).isin(pd.MultiIndex.from_frame(known))
    return near
