"""The ground every app stands on: audit, jobs, text folding, components. It knows no domain word."""
