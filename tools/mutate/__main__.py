"""Plants mistakes in a copy of a repository, one at a time, and asks what fleetlint says.

    python3 tools/mutate FLEETLINT REPOSITORY... [--count N] [--seed N] [--kind KIND] [--at-least SHARE]

An edit is told when there is exactly one new finding, and it stands on the edited line or on
the one that the edit affects. docs/mutation.md says what is edited and how it is counted."""
import argparse
import collections
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from edits import all_kinds  # noqa: E402
from repository import Repository  # noqa: E402

TOLD, OPEN, SILENT, ELSEWHERE, MANY, BROKE = "told", "open", "silent", "elsewhere", "many", "failed"


def lint(tool, root, persona):
    done = subprocess.run([tool, "lint", "--format", "json", "--fail-on", "never", "--persona", persona, str(root)],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return json.loads(done.stdout)


def identity(finding):
    """What stays when other lines move, less exact than the fingerprint."""
    subject = finding.get("object", {})
    return (finding["rule"], finding["location"]["path"], subject.get("kind"), subject.get("name"), subject.get("path"),
            finding["message"])


def new_findings(before, after):
    """Findings that are not among those before; one that only changed its fingerprint is not new."""
    old = collections.Counter(f["fingerprint"] for f in before)
    new = []
    for finding in after:
        if old[finding["fingerprint"]] > 0:
            old[finding["fingerprint"]] -= 1
        else:
            new.append(finding)
    gone = collections.Counter(identity(f) for f in before if old[f["fingerprint"]] > 0)
    kept = []
    for finding in new:
        if gone[identity(finding)] > 0:
            gone[identity(finding)] -= 1
        else:
            kept.append(finding)
    return kept


def place(finding):
    return finding["location"]["path"], finding["location"]["line"]


def judge(edit, new):
    if not new:
        return OPEN if edit.open else SILENT
    on_line = [f for f in new if place(f) in edit.lines or (place(f)[0], 0) in edit.lines]
    if len(new) == 1:
        return TOLD if on_line else ELSEWHERE
    return MANY


def draw(repository, kinds, count, seed):
    """Edits of all kinds in turn, so that a frequent kind does not hide a rare one."""
    piles = []
    for name, make in kinds.items():
        chance = random.Random(f"{seed}/{name}")
        pile = [edit for edit in make(repository, chance) if edit is not None]
        chance.shuffle(pile)
        piles.append(pile)
    drawn = []
    while any(piles) and len(drawn) < count:
        for pile in piles:
            if pile and len(drawn) < count:
                drawn.append(pile.pop())
    return drawn


class Copy:
    """The repository in a temporary folder, edited and put back."""

    def __init__(self, source, folder):
        self.root = pathlib.Path(folder) / "repository"
        shutil.copytree(source, self.root, symlinks=True, ignore=shutil.ignore_patterns(".git"))

    def plant(self, edit, texts):
        for path, text in edit.changes.items():
            if text is None:
                (self.root / path).unlink()
            else:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_text(text, newline="")

    def mend(self, edit, texts):
        for path in edit.changes:
            if path in texts:
                (self.root / path).write_text(texts[path], newline="")
            else:
                (self.root / path).unlink()
                for folder in list((self.root / path).relative_to(self.root).parents)[:-1]:
                    if not any((self.root / folder).iterdir()):
                        (self.root / folder).rmdir()


def measure(options, source, kinds):
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(source, folder)
        before = lint(options.fleetlint, copy.root, options.persona)
        repository = Repository(copy.root, before)
        results = []
        for edit in draw(repository, kinds, options.count, options.seed):
            copy.plant(edit, repository.texts)
            try:
                new = new_findings(before["findings"], lint(options.fleetlint, copy.root, options.persona)["findings"])
                verdict = judge(edit, new)
            except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
                new, verdict = [], BROKE
                print(f"{source.name}: {error}", file=sys.stderr)
            results.append((edit, verdict))
            if verdict not in (TOLD, OPEN) or options.verbose:
                show(source, edit, verdict, new)
            copy.mend(edit, repository.texts)
        return results


def show(source, edit, verdict, new):
    where = ", ".join(f"{path}:{line or '*'}" for path, line in sorted(edit.lines))
    print(f"{verdict}: {edit.kind} in {source.name}/{edit.file}: {edit.what}\n    expected at {where}"
          f"{' (open world)' if edit.open else ''}")
    for finding in new[:6]:
        print(f"    {finding['rule']} {place(finding)[0]}:{place(finding)[1]}: {finding['message'][:160]}")
    if len(new) > 6:
        print(f"    and {len(new) - 6} more")


def share(verdicts):
    """Of the edits that are surely wrong: those in the open world count only when they are told otherwise."""
    closed = [v for v in verdicts if v != OPEN]
    return (sum(v == TOLD for v in closed), len(closed))


def summary(title, results):
    by_kind = collections.defaultdict(list)
    for edit, verdict in results:
        by_kind[edit.kind].append(verdict)
    print(f"\n{title}")
    for kind in sorted(by_kind):
        told, closed = share(by_kind[kind])
        rest = collections.Counter(v for v in by_kind[kind] if v != TOLD)
        print(f"  {kind:22} {told:4} of {closed:4}" + "".join(f"  {v} {n}" for v, n in sorted(rest.items())))
    told, closed = share([v for _, v in results])
    unknown = sum(v == OPEN for _, v in results)
    print(f"  {'all':22} {told:4} of {closed:4}  {100 * told / closed if closed else 100:.1f} %"
          f"  (and {unknown} in the open world, rightly silent)")
    return told, closed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fleetlint")
    parser.add_argument("repository", nargs="+", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=200, help="edits in each repository (default: 200)")
    parser.add_argument("--seed", default="1", help="another seed, other edits (default: 1)")
    parser.add_argument("--kind", action="append", help="only edits of this kind; may be given several times")
    parser.add_argument("--persona", default="default", help="of fleetlint (default: default)")
    parser.add_argument("--at-least", type=float, default=0, help="exit with 1 when fewer percent are told")
    parser.add_argument("--verbose", action="store_true", help="show the edits that are told, too")
    options = parser.parse_args()

    kinds = all_kinds()
    unknown = set(options.kind or ()) - set(kinds)
    if unknown:
        parser.error(f"no kind {sorted(unknown)[0]!r}; there are {', '.join(kinds)}")
    if options.kind:
        kinds = {name: make for name, make in kinds.items() if name in options.kind}
    everything = []
    for source in options.repository:
        results = measure(options, source.resolve(), kinds)
        summary(source.resolve().name, results)
        everything += results
    told, closed = summary("all repositories", everything) if len(options.repository) > 1 else share(
        [v for _, v in everything])
    if not closed:
        print("no edit could be made", file=sys.stderr)
        return 1
    return 0 if 100 * told / closed >= options.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
