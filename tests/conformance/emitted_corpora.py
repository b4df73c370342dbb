"""Unpacks the outputs of kustomize in CORPORA/*.oracle.tar.gz and runs the suite `emit` over them.

    emitted_corpora.py RUNNER CORPORA
"""
import glob
import os
import subprocess
import sys
import tarfile
import tempfile


def main():
    runner, corpora = sys.argv[1:]
    archives = sorted(glob.glob(os.path.join(corpora, "*.oracle.tar.gz")))
    if not archives:
        print("skipped: no outputs of kustomize in %s" % corpora)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for archive in archives:
            target = os.path.join(folder, os.path.basename(archive).removesuffix(".oracle.tar.gz"))
            with tarfile.open(archive) as files:
                for member in files.getmembers():
                    if not member.isfile() or not member.name.endswith(".yaml"):
                        continue
                    os.makedirs(target, exist_ok=True)
                    with open(os.path.join(target, os.path.basename(member.name)), "wb") as out:
                        out.write(files.extractfile(member).read())
        return subprocess.run([runner, "emit", folder, "--list-failures"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
