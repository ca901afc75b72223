"""Published red flags that payment data can show, with the payments that show them."""

from pipeline.red_flags.registry import RED_FLAGS
from pipeline.red_flags.settings import Settings, read_settings
from pipeline.red_flags.stage import raise_alerts

__all__ = ["RED_FLAGS", "Settings", "raise_alerts", "read_settings"]
