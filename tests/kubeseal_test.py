#!/usr/bin/env python3
"""Secrets sealed by the real kubeseal, in every scope, moved, renamed, truncated and sealed again.

    tests/kubeseal_test.py FLEETLINT [KUBESEAL]

Without a kubeseal on the PATH, in $KUBESEAL or as second argument it says so and passes. To build one:
GOBIN=DIR go install github.com/bitnami-labs/sealed-secrets/cmd/kubeseal@v0.27.3
"""
import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ANNOTATION = {"strict": None, "namespace-wide": "namespace-wide", "cluster-wide": "cluster-wide"}
failures = []


def certificate(folder, bits=2048):
    path = Path(folder) / f"tls-{bits}.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", "-keyout", os.devnull, "-out", path,
                    "-days", "3650", "-subj", "/"], check=True, capture_output=True)
    return path


def seal(kubeseal, cert, scope="strict", name="db", namespace="shop", value="not-a-secret"):
    secret = (f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: {namespace}\n"
              f"stringData:\n  password: {value}\n")
    return subprocess.run([kubeseal, "--cert", cert, "--scope", scope, "--format", "yaml"], input=secret, text=True,
                          check=True, capture_output=True).stdout


def findings(fleetlint, files):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        run = subprocess.run([fleetlint, "lint", folder, "--format", "concise", "--no-progress"], text=True, capture_output=True)
        return sorted(set(re.findall(r"\[(secret/[a-z-]+)\]", run.stdout)))


def expect(what, found, wanted):
    if found != wanted:
        failures.append(f"{what}: found {found}, wanted {wanted}")


def main():
    fleetlint = sys.argv[1]
    kubeseal = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("KUBESEAL") or shutil.which("kubeseal")
    if not kubeseal or not shutil.which("openssl"):
        print("skipped: kubeseal or openssl is not here")
        return 0
    scratch = tempfile.mkdtemp()
    cert = certificate(scratch)
    plain = "resources: [sealed.yaml]\n"
    for scope in ANNOTATION:
        sealed = seal(kubeseal, cert, scope)
        expect(f"{scope} as sealed", findings(fleetlint, {"kustomization.yaml": plain, "sealed.yaml": sealed}), [])
        moved = findings(fleetlint, {"kustomization.yaml": "namespace: other\n" + plain, "sealed.yaml": sealed})
        expect(f"{scope} moved", moved, [] if scope == "cluster-wide" else ["secret/sealed-scope-mismatch"])
        renamed = findings(fleetlint, {"kustomization.yaml": "namePrefix: eu-\n" + plain, "sealed.yaml": sealed})
        expect(f"{scope} renamed", renamed, ["secret/sealed-scope-mismatch"] if scope == "strict" else [])

        value = re.search(r"password: (\S+)", sealed).group(1)
        raw = base64.b64decode(value)
        cut = base64.b64encode(raw[:200]).decode()
        expect(f"{scope} truncated", findings(fleetlint, {"kustomization.yaml": plain, "sealed.yaml": sealed.replace(value, cut)}),
               ["secret/sealed-malformed"])
        expect(f"{scope} with a byte lost", findings(fleetlint, {"kustomization.yaml": plain, "sealed.yaml": sealed.replace(value, value[:-1])}),
               ["secret/sealed-malformed"])

        other = seal(kubeseal, cert, scope, name="db", namespace="billing")
        both = "resources: [sealed.yaml, other.yaml]\n"
        again = findings(fleetlint, {"kustomization.yaml": both, "sealed.yaml": sealed, "other.yaml": other})
        expect(f"{scope} sealed again for another namespace", again, [])
        copied = other.replace(re.search(r"password: (\S+)", other).group(1), value)
        found = findings(fleetlint, {"kustomization.yaml": both, "sealed.yaml": sealed, "other.yaml": copied})
        expect(f"{scope} copied", found, [] if scope == "cluster-wide" else ["secret/sealed-copied"])

        fits = findings(fleetlint, {"kustomization.yaml": plain, "sealed.yaml": sealed, "sealed-secrets.pem": cert.read_text()})
        expect(f"{scope} beside its certificate", fits, [])
        large = certificate(scratch, 4096).read_text()
        expect(f"{scope} beside another certificate",
               findings(fleetlint, {"kustomization.yaml": plain, "sealed.yaml": sealed, "sealed-secrets.pem": large}), ["secret/sealed-for-other-key"])
    shutil.rmtree(scratch)
    for failure in failures:
        print(failure)
    print("sealed by the real tool: " + ("all as expected" if not failures else f"{len(failures)} wrong"))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
