"""What pages of the website show, in words and addresses."""
