"""Who finds near duplicates: finetooth and its opponents, each alone in a process (``python -m duplicates.finders``).

Each is run by a Python of its own, so nothing but the standard library is imported before it is.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "1")

from duplicates.texts import SEED
from duplicates.truth import THRESHOLD, grams

Pairs = Iterable[tuple[int, int]]


def finetooth(texts: list[str], size: int) -> Pairs:
    """Join by an exact prefix filter, all in one."""
    import polars as pl

    from finetooth.facts.neighbours.join import jaccard_join

    return jaccard_join(pl.Series(texts), size, THRESHOLD).select("left", "right").iter_rows()


def gaoya(texts: list[str], size: int) -> Pairs:
    """MinHash index in Rust, verified by its own estimate."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(32, THRESHOLD, None, None, 128, "word", False, (size, size), "smallvec")
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    found = index.par_bulk_query(texts)
    return ((one, two) for one, others in enumerate(found) for two in others if one < two)


def rensa(texts: list[str], size: int) -> Pairs:
    """MinHash and LSH in Rust, pairs kept by their estimated similarity."""
    from rensa import RMinHash, RMinHashLSH

    signatures = []
    for text in texts:
        words = text.split()
        signature = RMinHash(num_perm=128, seed=SEED)
        signature.update([" ".join(words[at : at + size]) for at in range(max(1, len(words) - size + 1))])
        signatures.append(signature)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=128, num_bands=16)
    for number, signature in enumerate(signatures):
        index.insert(number, signature)
    for one, signature in enumerate(signatures):
        for two in index.query(signature):
            if one < two and signature.jaccard(signatures[two]) >= THRESHOLD:
                yield one, two


def datasketch(texts: list[str], size: int) -> Pairs:
    """MinHash and LSH in Python."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    for one, text in enumerate(texts):
        signature = MinHash(num_perm=128, seed=SEED)
        signature.update_batch([" ".join(gram).encode() for gram in grams(text, size)])
        yield from ((two, one) for two in index.query(signature))
        index.insert(one, signature)


FINDERS: dict[str, Callable[[list[str], int], Pairs]] = {
    "finetooth": finetooth,
    "gaoya": gaoya,
    "rensa": rensa,
    "datasketch": datasketch,
}


def work(name: str, source: Path, size: int, target: Path) -> None:
    """Be the process of one finder: read the texts, find, write what was found and what it took."""
    texts = json.loads(source.read_text("utf-8"))
    list(FINDERS[name](texts[:200], size))  # loaded and warm
    before = time.process_time()
    pairs = sorted(set(FINDERS[name](texts, size)))
    seconds = time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    target.write_text(json.dumps({"seconds": seconds, "memory": memory, "pairs": pairs}), "utf-8")


if __name__ == "__main__":
    name, source, size, target = sys.argv[1:]
    work(name, Path(source), int(size), Path(target))
