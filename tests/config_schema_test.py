#!/usr/bin/env python3
"""The JSON Schema of the configuration says what the reader of the configuration does.

    config_schema_test.py FLEETLINT

Configurations, right ones and wrong ones, are given to both: a validator that reads the schema, and the tool.
"""
import json
import pathlib
import sys
import tempfile

from runner import run, write

RIGHT = """
kubernetes: "1.34"
---
kubernetes: 1.34
---
flux: v2.8.1
---
clusters: [clusters/a, {path: clusters/b, name: b, kubernetes: 1.33, flux: "2.7"}]
---
groups: {production: [prod-*]}
---
persona: audit
---
severity: info
---
rules: {image/tag-missing: error, helm: off, 'pod/host-*': info, image: "off"}
---
overrides: [{paths: [apps/dev/], rules: {image: off}}]
---
ignore: [{rule: image, path: tests/, kind: Deployment, name: a*, cluster: prod-*, reason: r, until: "2027-01-31"}]
---
exclude: [vendor/]
---
vendored: {'https://github.com/org/repo': vendor/repo}
"""

WRONG = """
kubernetes: newest
---
clusters: [{name: b}]
---
clusters: {path: a}
---
groups: {production: prod-*}
---
groups: [prod-*]
---
persona: strickt
---
severity: off
---
rules: {image/tag-mising: error}
---
rules: {image: loud}
---
rules: [image]
---
overrides: [{paths: [a/]}]
---
overrides: [{paths: [a/], rules: {image: off}, severity: error}]
---
ignore: [{rules: image}]
---
exclude: vendor/
---
vendored: [a]
---
personna: strict
"""


def main():
    try:
        import jsonschema
        import yaml
    except ImportError:
        print("skipped: python3-jsonschema and python3-yaml are not installed")
        return 0
    tool = pathlib.Path(sys.argv[1]).resolve()
    schema = json.loads(run(tool, "config", "schema").stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    errors = []
    used = set()
    for wanted, texts in ((True, RIGHT), (False, WRONG)):
        for text in texts.strip().split("\n---\n"):
            with tempfile.TemporaryDirectory() as folder:
                write(folder, {".fleetlint.yaml": text, "vendor/repo/README.md": "a copy\n"})
                accepted = run(tool, "lint", folder).returncode != 2
            content = yaml.safe_load(text)
            valid = validator.is_valid(content)
            if wanted:
                used |= set(content)
            if accepted != wanted or valid != wanted:
                errors.append(f"{text}\n  wanted {wanted}, the tool {accepted}, the schema {valid}")
    if used != set(schema["properties"]):
        errors.append(f"keys that no right configuration here has: {set(schema['properties']) ^ used}")
    if not validator.is_valid(None):
        errors.append("an empty file is a configuration")
    listed = {line.split()[0] for line in run(tool, "rules").stdout.splitlines()}
    if not listed or not listed <= set(schema["properties"]["rules"]["properties"]):
        errors.append("a rule is missing in the schema")
    print("\n".join([*errors, f"{len(errors)} errors"]))
    return 1 if errors else 0


sys.exit(main())
