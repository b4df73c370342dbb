"""What schema_peers.py is made of: objects, mutants, schemas for the peers, and running the tools."""
