#!/usr/bin/env python3
"""What is installed and packed is whole, and runs from where it was put.

    install_test.py CMAKE BUILD
"""
import pathlib
import shutil
import sys
import tempfile

from runner import SOURCE, run

FILES = ["bin/fleetlint", "share/man/man1/fleetlint.1", "share/bash-completion/completions/fleetlint",
         "share/zsh/site-functions/_fleetlint", "share/fish/vendor_completions.d/fleetlint.fish",
         "share/doc/fleetlint/LICENSE"]


def manual(page):
    text = page.read_text()
    for word in ("fleetlint lint", "fleetlint baseline create", r"\-\-fail\-on", ".SH EXIT STATUS"):
        assert word in text, f"the manual page lacks {word!r}"
    if not shutil.which("groff"):
        print("skipped: groff is not installed, the manual page is not set")
        return
    told = run("groff", "-man", "-ww", "-Tutf8", page)
    assert told.returncode == 0 and not told.stderr, f"groff: {told.stderr[:500]}"


def main():
    cmake, build = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        prefix = pathlib.Path(folder) / "prefix"
        installed = run(cmake, "--install", build, "--prefix", prefix)
        assert installed.returncode == 0, installed.stderr
        for file in FILES:
            assert (prefix / file).stat().st_size > 0, f"{file} is not installed"
        linted = run(prefix / "bin/fleetlint", "lint", SOURCE / "testdata/fleets/fleet-pattern")
        assert linted.returncode == 0, linted.stdout + linted.stderr
        manual(prefix / "share/man/man1/fleetlint.1")

        generators = ["TGZ"] + (["DEB"] if shutil.which("dpkg-shlibdeps") else [])
        if len(generators) == 1:
            print("skipped: dpkg-dev is not installed, no Debian package is made")
        packed = run("cpack", "-G", ";".join(generators), "-B", folder, cwd=build)
        assert packed.returncode == 0, packed.stdout + packed.stderr
        listings = [run("tar", "-tf", file).stdout for file in pathlib.Path(folder).glob("*.tar.gz")]
        listings += [run("dpkg-deb", "-c", file).stdout for file in pathlib.Path(folder).glob("*.deb")]
        assert len(listings) == len(generators), f"{len(listings)} packages for {generators}"
        for listing in listings:
            for file in FILES:
                assert file.rpartition("/")[2] in listing, f"{file} is in no package: {listing}"
        for package in pathlib.Path(folder).glob("*.deb"):
            needs = run("dpkg-deb", "-f", package, "Depends").stdout
            assert "libyaml-cpp" in needs and "libgit2" in needs, f"the package does not ask for its libraries: {needs}"
    print(f"{len(FILES)} files installed and in {', '.join(generators)}")
    return 0


sys.exit(main())
