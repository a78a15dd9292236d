"""People, what their roles allow, and the record of what was done."""
