"""What organisations and visitors fill in."""
