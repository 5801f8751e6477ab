"""What comes into the catalogue from other systems."""
