"""Questions of the website: to its own texts, and to the index for the home page."""
