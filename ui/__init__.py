"""The web app: one file a tab; widgets and callbacks only, no policy logic.

Importing anything from here first tells Gradio and the Hugging Face client to stay off the network,
which they read when they are imported.
"""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
