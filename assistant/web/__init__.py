"""The chat page and the server that it lives in."""

import os

# Gradio reads it when it is imported, and would otherwise call its makers' servers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
