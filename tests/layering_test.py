#!/usr/bin/env python3
"""The #include lines of src/ against the table of who may include whom."""
import pathlib
import re
import sys

MAY_INCLUDE = {
    "base": "",
    "source": "base",
    "diag": "base source",
    "io": "base source",
    "yaml": "base source diag",
    "kube": "base source diag yaml",
    "rego": "base source diag yaml",
    "cel": "base source diag yaml",
    "schema": "base source diag yaml kube cel",
    "kustomize": "base source diag yaml kube io",
    "flux": "base source diag yaml kube io kustomize",
    "fleet": "base source diag yaml kube io kustomize flux",
    "secrets": "base source diag yaml kube io",
    "policy": "base source diag yaml kube schema rego cel",
    "rules": "base source diag yaml kube io schema kustomize flux fleet secrets policy rego cel",
    "lint": "base source diag yaml kube io schema kustomize flux fleet secrets policy rego cel rules",
    "report": "base source diag",
    "cli": "base source diag yaml kube io schema kustomize flux fleet secrets policy rego cel rules lint report",
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def main():
    src = pathlib.Path(__file__).resolve().parent.parent / "src"
    wrong = []
    files = 0
    for path in sorted(src.rglob("*")):
        if path.suffix not in {".cc", ".h", ".inc"}:
            continue
        files += 1
        module = path.relative_to(src).parts[0]
        if module not in MAY_INCLUDE:
            wrong.append(f"{path.relative_to(src)}: the module {module} is not in the table")
            continue
        allowed = set(MAY_INCLUDE[module].split()) | {module}
        for included in INCLUDE.findall(path.read_text()):
            other = included.split("/")[0]
            if other == "tests" and path.stem.endswith("_test"):
                continue
            if other not in allowed:
                wrong.append(f"{path.relative_to(src)}: {module} may not include {included}")
    for line in wrong:
        print(line)
    print(f"{files} files read, {len(wrong)} wrong includes")
    return 1 if wrong or files == 0 else 0


sys.exit(main())
