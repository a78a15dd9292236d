"""Speed, scale and retrieval quality, beside peers: `python -m bench`."""
