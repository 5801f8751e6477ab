"""From a file of a council to structured text: PDF → lines → blocks → sections. Pure Python, no Django."""
