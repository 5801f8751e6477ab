"""Requests to foreign servers: configured hosts, public addresses, limits, robots.txt and a pace."""
