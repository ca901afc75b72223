"""Find terrorist-financing networks in payment data, as leads for human review."""

import os
from hashlib import sha256
from pathlib import Path


def _keep_kernels_apart() -> None:
    """
    Compiled kernels of one state of the code, in a folder of its own.

    numba notices a change of a kernel's own file, not of one that it calls from another
    file, and would run the old machine code. Where the package cannot be written, or
    somebody has chosen a place, numba's own rule stays.
    """
    package = Path(__file__).parent
    if "NUMBA_CACHE_DIR" in os.environ or not os.access(package, os.W_OK):
        return
    digest = sha256()
    for path in sorted(package.rglob("*.py")):
        text = path.read_bytes()
        if b"numba" in text:
            digest.update(path.relative_to(package).as_posix().encode() + text)
    folder = package / "__pycache__" / f"kernels-{digest.hexdigest()[:12]}"
    os.environ["NUMBA_CACHE_DIR"] = str(folder)


_keep_kernels_apart()
