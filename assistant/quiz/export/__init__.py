"""Papers in the formats that other programs import."""
