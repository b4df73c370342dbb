#!/usr/bin/env python3
"""Help, wrong usage with its exit codes, and what the rule commands print.

    usage_test.py FLEETLINT

Parts of the texts only: the library that reads the command line words its own
differently in each version.
"""
import pathlib
import re
import sys
import tempfile

from runner import SOURCE, run, write

KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [settings.yaml]\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: default\ndata:\n  a: b\n"

# Arguments, exit code, what is said: words, or a list of phrases.
STORIES = [
    (["--help"], 0, "lint build report rules explain init completion Exit --version"),
    (["lint", "--help"], 0, "--format --fail-on --staged --commit --strict --stats --config"),
    (["report", "--help"], 0, "--format markdown"),
    (["--version"], 0, "fleetlint 0."),
    ([], 0, "no findings"),
    (["."], 0, "no findings"),
    (["lint"], 0, "no findings 1 cluster"),
    (["lint", "--format", "concise", "."], 0, ""),
    (["lint", "--format", "json=out/all.json", "."], 2, "out/all.json cannot be written"),
    (["lint", "--fail-on", "sometimes"], 2, "fail-on sometimes"),
    (["lint", "--format", "yaml"], 2, "yaml known: concise json sarif text"),
    (["lint", "--format", "jsn"], 2, ['did you mean "json"?']),
    (["lint", "--format", "text", "--format", "json"], 2, "standard output"),
    (["lint", "--format", "sarif="], 2, "names no file"),
    (["lint", "nowhere"], 2, "nowhere does not exist"),
    (["lint", "--staged"], 2, "is not in a git repository"),
    (["lint", "--commit", "HEAD"], 2, "is not in a git repository"),
    (["lint", "--staged", "--commit", "HEAD"], 2, "--staged --commit"),
    (["lint", "--config", "other.yaml"], 2, ["there is no configuration file", "other.yaml"]),
    (["lint", "--unheard-of"], 2, "--unheard-of --help"),
    (["explain"], 2, "rule"),
    (["explain", "image/tag-mising"], 2, ["there is no rule", 'did you mean "image/tag-missing"?']),
    (["completion", "tcsh"], 2, "tcsh"),
    (["report"], 0, ["## Clusters", "## Rules", "`image/tag-missing`", "## Not assessed"]),
]


def play(tool, arguments, code, words):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, {"app/kustomization.yaml": KUSTOMIZATION, "app/settings.yaml": CONFIG_MAP})
        result = run(tool, *arguments, cwd=folder)
    said = result.stdout + result.stderr
    assert result.returncode == code, f"{arguments}: exit {result.returncode}, wanted {code}: {said}"
    for word in words if isinstance(words, list) else words.split(" "):
        assert word in said, f"{arguments}: {word!r} is not said: {said}"


def rule_pages(tool):
    """Every page is listed, in order, and explained."""
    listed = []
    for line in run(tool, "rules").stdout.splitlines():
        match = re.fullmatch(r"([a-z-]+/[a-z0-9-]+) +(error|warning|info) +(default|strict|audit) +(\S.*)", line)
        assert match, f"{line!r} is not: rule, severity, persona, summary"
        listed.append(match.group(1))
    pages = sorted(str(page.relative_to(SOURCE / "rules").with_suffix("")) for page in SOURCE.glob("rules/*/*.md"))
    assert sorted(listed) == listed, "the list is not sorted"
    assert listed == pages, set(listed) ^ set(pages)
    for rule in listed:
        page = run(tool, "explain", rule)
        assert page.returncode == 0 and page.stdout.startswith(f"# {rule}\n"), f"{rule}: {page.stdout[:80]!r}"
    return len(listed)


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    failed = 0
    for story in STORIES:
        try:
            play(tool, *story)
        except AssertionError as error:
            failed += 1
            print(error)
    print(f"{len(STORIES) - failed} stories passed, {failed} failed; {rule_pages(tool)} rules")
    return 1 if failed else 0


sys.exit(main())
