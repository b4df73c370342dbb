#!/usr/bin/env python3
"""The documents against what they document: links, options, formats, configuration, inputs, JSON fields.

    docs_test.py FLEETLINT
"""
import json
import pathlib
import re
import sys
import tempfile

from runner import SOURCE, run, write

PAGES = [SOURCE / "README.md", SOURCE / "ARCHITECTURE.md", SOURCE / "CONTRIBUTING.md", *sorted(SOURCE.glob("docs/*.md"))]
README = PAGES[0].read_text()


def blocks(text, language):
    """Fenced blocks of a language, without their common indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def links():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            path, _, anchor = target.partition("#")
            if "://" in target:
                continue
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                yield f"{page.name}: {target} leads nowhere"
            elif anchor and file.suffix == ".md":
                headings = re.findall(r"^#+ (.*)$", file.read_text(), re.MULTILINE)
                if anchor not in [re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings]:
                    yield f"{page.name}: {target}: there is no such heading"


def options(tool):
    """What the README calls with, and lists, is there; what is there is listed."""
    shown = run(tool, "lint", "--help").stdout
    known = set(re.findall(r"--[a-z][a-z-]*", shown)) - {"--help", "--colour"}
    table = README[README.index("Those of `lint`:"):README.index("| format | for |")]
    listed = set(re.findall(r"--[a-z][a-z-]*", table))
    if known != listed:
        yield f"README.md: options {sorted(known ^ listed)} are on one side only"
    formats = set(re.findall(r"^\| `([a-z]+)` \| ", README[README.index("| format | for |"):], re.MULTILINE))
    said = run(tool, "lint", "--format", "?").stderr
    offered = set(re.search(r"known: ([a-z, ]+)", said).group(1).split(", "))
    if formats != offered:
        yield f"README.md: formats {sorted(formats ^ offered)} are on one side only"
    for block in blocks(README, "sh"):
        for line in block.splitlines():
            words = line.partition("#")[0].split()
            if not words or words[0] != "fleetlint":
                continue
            command = words[1] if len(words) > 1 and not words[1].startswith("-") else "lint"
            helped = run(tool, command, "--help")
            if helped.returncode != 0:
                yield f"README.md: there is no {command}"
            for option in [w for w in words if w.startswith("--")]:
                if option not in helped.stdout:
                    yield f"README.md: {command} has no {option}"


def example(tool):
    """The findings that the README shows are among those of `make run`."""
    printed = run(tool, "lint", "testdata/fleets/broken", cwd=SOURCE).stdout
    for finding in blocks(README, "text")[0].strip().split("\n\n"):
        if finding not in printed:
            yield f"README.md: `make run` does not print\n{finding}"


def configuration(tool):
    block = next(b for b in blocks(README, "yaml") if b.startswith("kubernetes:"))
    with tempfile.TemporaryDirectory() as folder:
        write(folder, {".fleetlint.yaml": block, "vendor/repo/README.md": "a copy\n"})
        result = run(tool, "lint", folder)
        if result.returncode == 2:
            yield f"README.md: the configuration is refused: {result.stderr}"
        # What `init` writes, with its comments taken off, is a configuration too.
        (pathlib.Path(folder) / ".fleetlint.yaml").unlink()
        run(tool, "init", folder)
        file = pathlib.Path(folder) / ".fleetlint.yaml"
        lines = file.read_text().splitlines()
        file.write_text("\n".join(l.removeprefix("# ") for l in lines if re.match(r"# ([a-z]+:| )", l)) + "\n")
        result = run(tool, "lint", folder)
        if result.returncode == 2:
            yield f"init: its configuration is refused: {result.stderr}\n{file.read_text()}"
        keys = {tuple(re.findall(r"^([a-z]+):", text, re.MULTILINE)) for text in (file.read_text(), block)}
        keys.add(tuple(json.loads(run(tool, "config", "schema").stdout)["properties"]))
        if len({tuple(sorted(k)) for k in keys}) != 1:
            yield f"init, README.md and the JSON Schema have other keys: {keys}"


def action():
    try:
        import yaml
    except ImportError:
        print("skipped: python3-yaml is not installed")
        return
    inputs = yaml.safe_load((SOURCE / "action.yml").read_text())["inputs"]
    text = (SOURCE / "docs" / "github.md").read_text()
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (`[^`]*`|) *\|", text, re.MULTILINE))
    wanted = {name: f"`{given['default']}`" if given["default"] else "" for name, given in inputs.items()}
    if rows != wanted:
        yield f"docs/github.md: inputs {sorted(set(rows.items()) ^ set(wanted.items()))} are on one side only"
    for page in PAGES:
        for block in blocks(page.read_text(), "yaml"):
            try:
                yaml.safe_load(block)
            except yaml.YAMLError as error:
                yield f"{page.name}: {error}"


def json_fields(tool):
    """Every key of the JSON output is described."""
    text = (SOURCE / "docs" / "json.md").read_text()
    output = json.loads(run(tool, "lint", "--format", "json", SOURCE / "testdata" / "fleets" / "broken").stdout)

    def keys(value, name=""):
        if isinstance(value, dict) and name != "kindsWithoutSchema":
            for key, inner in value.items():
                yield key
                yield from keys(inner, key)
        elif isinstance(value, list):
            for inner in value:
                yield from keys(inner, name)

    for key in sorted(set(keys(output))):
        if not re.search(rf"[`.\"]{key}[`\"]", text):
            yield f"docs/json.md: {key} is not described"


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    errors = [*links(), *options(tool), *example(tool), *configuration(tool), *action(), *json_fields(tool)]
    for error in errors:
        print(error)
    print(f"{len(PAGES)} pages, {len(errors)} errors")
    return 1 if errors else 0


sys.exit(main())
