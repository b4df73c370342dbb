#!/usr/bin/env python3
"""Help, wrong usage with its exit codes, and what the rule commands print.

    usage_test.py FLEETLINT

Parts of the texts only: the library that reads the command line words its own
differently in each version.
"""
import functools
import pathlib
import re
import sys
import tempfile

from runner import SOURCE, git, run, write

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


def baseline(tool):
    """Old findings are accepted, wherever their lines go; new ones are reported; mended ones are pruned."""
    pod = ("apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  containers:\n"
           "    - name: web\n      image: web:1\n      portz: []\n    - name: proxy\n      image: proxy:1\n      argz: []\n")
    with tempfile.TemporaryDirectory() as folder:
        def lint(files, code, words, *arguments):
            write(folder, files)
            result = run(tool, *(arguments or ["lint", "--format", "concise"]), cwd=folder)
            assert result.returncode == code, f"baseline: exit {result.returncode}, wanted {code}: {result}"
            for word, times in words.items():
                assert result.stdout.count(word) == times, f"{word!r} is not there {times} times: {result.stdout}"

        lint({"kustomization.yaml": "resources: [pod.yaml]\n", "pod.yaml": pod}, 1, {"portz": 1, "argz": 1})
        lint({}, 0, {"wrote .fleetlint-baseline: 2 findings, 0 before": 1}, "baseline", "create")
        lint({"pod.yaml": "# moved down by a line\n" + pod}, 0, {"portz": 0, "argz": 0})
        lint({}, 1, {"portz": 1, "argz": 1}, "lint", "--no-baseline", "--format", "concise")
        lint({"pod.yaml": pod.replace("portz", "ports") + "      envs: []\n"}, 1,
             {"argz": 0, "envs": 1, "lint/stale-baseline": 1})
        lint({}, 0, {"1 finding, 2 before": 1}, "baseline", "prune")
        lint({}, 1, {"envs": 1, "argz": 0, "lint/stale-baseline": 0})
        lint({".fleetlint-baseline": "<<<<<<< HEAD\n"}, 2, {})


def selection(tool):
    """Of several clusters one, and of all findings those that a branch brings."""
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  containers: [{name: a, image: a:1}]\n"
    with tempfile.TemporaryDirectory() as folder:
        def lint(code, words, *arguments):
            result = run(tool, "lint", "--format", "concise", *arguments, cwd=folder)
            assert result.returncode == code, f"{arguments}: exit {result.returncode}, wanted {code}: {result}"
            for word, there in words.items():
                assert (word in result.stdout + result.stderr) == there, f"{arguments}: {word!r}: {result}"

        for cluster in ("east", "west"):
            write(folder, {f"{cluster}/kustomization.yaml": "resources: [pod.yaml]\n",
                           f"{cluster}/pod.yaml": pod + f"  old{cluster}: 1\n"})
        lint(1, {"oldeast": True, "oldwest": True})
        lint(1, {"oldeast": False, "oldwest": True}, "--cluster", "west")
        lint(2, {'there is no cluster "wets"; did you mean "west"?': True}, "--cluster", "wets")
        lint(2, {"git repository": True}, "--changed-since", "main")
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "before")
        git(folder, "checkout", "-qb", "work")
        write(folder, {"west/pod.yaml": "# a line more\n" + pod + "  oldwest: 1\n  new: 2\n"})
        lint(1, {"oldeast": False, "oldwest": False, '"new"': True}, "--changed-since", "main")
        git(folder, "commit", "-qam", "after")
        lint(1, {"oldeast": False, "oldwest": False, '"new"': True}, "--changed-since", "main")
        lint(0, {"old": False, '"new"': False}, "--changed-since", "work")
        lint(2, {'there is no revision "mian"': True}, "--changed-since", "mian")


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
    stories = [functools.partial(play, tool, *story) for story in STORIES] + [functools.partial(story, tool) for story in (baseline, selection)]
    for story in stories:
        try:
            story()
        except AssertionError as error:
            failed += 1
            print(error)
    print(f"{len(stories) - failed} stories passed, {failed} failed; {rule_pages(tool)} rules")
    return 1 if failed else 0


sys.exit(main())
