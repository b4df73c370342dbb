"""What the tests of the command line share."""
import os
import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parent.parent
SHARED = SOURCE.parent / "shared"


def clean_environment(**more):
    """The environment without what git, GitHub or a terminal put into it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITHUB_", "RUNNER_", "INPUT_"))}
    kept.update(NO_COLOR="1", LC_ALL="C.UTF-8", GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
    kept.update(GIT_AUTHOR_NAME="t", GIT_AUTHOR_EMAIL="t@example.com", GIT_COMMITTER_NAME="t",
                GIT_COMMITTER_EMAIL="t@example.com")
    kept.update(more)
    return kept


def run(*command, cwd=None, env=None, timeout=300):
    """Standard output and standard error as text; never raises on an exit code."""
    return subprocess.run([str(c) for c in command], cwd=cwd, env=env or clean_environment(), timeout=timeout,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)


def write(root, files):
    for path, content in files.items():
        target = pathlib.Path(root) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)


def git(root, *arguments):
    result = run("git", *arguments, cwd=root)
    assert result.returncode == 0, f"git {arguments}: {result.stderr}"
    return result.stdout
