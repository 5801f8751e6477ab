"""What a page shows, as frozen dataclasses: views fill them from queries, templates only print them."""
