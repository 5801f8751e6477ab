"""Who and where: municipalities, districts, organisations, schools."""
