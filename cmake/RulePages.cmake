# Rule pages: see rules/README.md.
