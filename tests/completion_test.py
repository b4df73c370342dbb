#!/usr/bin/env python3
"""The completion scripts, loaded by the shells they are for.

    completion_test.py FLEETLINT
"""
import os
import pathlib
import shutil
import sys
import tempfile

from runner import clean_environment, run

# What is typed, and what has to be among the offers; a word after "!" must not be.
STORIES = [
    (["li"], "lint !build"),
    (["lint", "--fail-on", ""], "error warning info never"),
    (["--fail-on", "w"], "warning !error"),
    (["lint", "--format", "s"], "sarif !json"),
    (["graph", "--format", ""], "dot mermaid !sarif"),
    (["baseline", ""], "create prune !lint"),
    (["baseline", "create", "--per"], "--persona"),
    (["report", "--form"], "--format !--fail-on"),
    (["explain", "image/t"], "image/tag-missing"),
    (["completion", "--h"], "--help"),
]


def offers(tool, env, words):
    line = " ".join(["fleetlint", *words])
    script = (f'eval "$("{tool}" completion bash)"\n'
              f'COMP_WORDS=(fleetlint "$@") COMP_CWORD=$# COMP_LINE="{line}" COMP_POINT=${{#COMP_LINE}}\n'
              '_fleetlint; printf "%s\\n" "${COMPREPLY[@]}"')
    result = run("bash", "-c", script, "bash", *words, env=env)
    assert result.returncode == 0 and not result.stderr, result.stderr
    return result.stdout.split()


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "fleetlint").symlink_to(tool)
        env = clean_environment(PATH=folder + os.pathsep + os.environ["PATH"])
        for words, wanted in STORIES:
            given = offers(tool, env, words)
            for word in wanted.split():
                assert (word.removeprefix("!") in given) != word.startswith("!"), f"{words}: {given}"
        for shell in ("zsh", "fish"):
            script = pathlib.Path(folder) / f"completion.{shell}"
            result = run(tool, "completion", shell, env=env)
            assert result.returncode == 0 and "fail-on" in result.stdout
            script.write_text(result.stdout)
            if shutil.which(shell):
                checked = run(shell, "-n", script, env=env)
                assert checked.returncode == 0, checked.stderr
            else:
                print(f"skipped: {shell} is not installed")
    print(f"{len(STORIES)} stories")
    return 0


sys.exit(main())
