"""Council papers, meetings, committees and people in public roles, harvested from the councils' systems."""
