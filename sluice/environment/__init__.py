"""One deployed environment: its descriptor, and what is done to it as a whole."""
