"""Cases, metrics and fitting: how good the answers are, measured on questions of this project's own."""
