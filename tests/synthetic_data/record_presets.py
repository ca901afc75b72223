"""
Record what the presets are, so that a test sees when they change.

    python -m tests.synthetic_data.record_presets

Run it after raising ``VERSION`` in ``synthetic_data/write.py`` because bytes changed,
or the ``version`` of a preset because its settings did.
"""

import json
import tempfile
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from synthetic_data import generate_world
from synthetic_data.presets import PRESETS, preset_settings, text_of
from synthetic_data.write import VERSION

RECORD = Path(__file__).with_name("presets.json")
SMALL = ("demo", "small")  # whose worlds are made, not their settings alone


def settings_of(preset: str) -> dict[str, Any]:
    """Version and settings: of lists and defaults too, whatever the file leaves out."""
    told = msgspec.to_builtins(preset_settings(preset))
    for grown in ("schemes", "look_alikes"):
        if grown not in tomllib.loads(text_of(preset)):
            del told[grown]  # every one there is; the generator's version tells
    version = tomllib.loads(text_of(preset))["version"]
    text = json.dumps(told, sort_keys=True)
    return {"version": version, "settings": sha256(text.encode()).hexdigest()[:16]}


def world_of(preset: str) -> str:
    """A digest of every file of the preset's world."""
    with tempfile.TemporaryDirectory() as folder:
        summary = generate_world(preset_settings(preset), Path(folder) / "world")
    text = json.dumps(summary["digests"], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


def recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def main(*, worlds: bool = True) -> None:
    record = {
        "generator": VERSION if worlds else None,
        "presets": {preset: settings_of(preset) for preset in PRESETS},
        "worlds": {preset: world_of(preset) for preset in SMALL} if worlds else {},
    }
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
