"""The public pages of the councils. A view asks queries, builds one page object and prints it."""
