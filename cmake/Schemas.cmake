# Schemas: see tools/ and schemas/README.md.
