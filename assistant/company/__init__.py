"""What the company adds to the shipped material on the web page: documents, and cards of its own; taken into use while the server runs."""
