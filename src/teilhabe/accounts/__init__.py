"""People who sign in: users, memberships, roles."""
