"""The chat page and the server that it lives in."""

import os

# Gradio reads these when it is imported or a page is made. It would otherwise call its makers' servers, and at every
# event tabulate the latest 10,000 events with pandas for a monitoring page that is closed here.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
