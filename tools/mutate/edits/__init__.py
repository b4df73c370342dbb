"""Edits by family. Every function takes (repository, random) and yields Edit objects: each
one thing that a person gets wrong, which is certainly wrong, and the lines that a finding
about it may stand on."""
import dataclasses
import importlib

FAMILIES = ("references", "schema", "syntax", "kustomization", "objects", "traffic", "clusters")


@dataclasses.dataclass
class Edit:
    kind: str
    file: str
    what: str
    changes: dict               # path → new text, None to remove
    lines: set                  # (path, line) after the edit; line 0 stands for any line of the file
    open: bool = False          # something that is not rendered could make it right


def all_kinds():
    """name → function, in a fixed order."""
    found = {}
    for family in FAMILIES:
        for function in importlib.import_module(f"edits.{family}").EDITS:
            found[function.__name__.replace("_", "-")] = function
    return found
