#!/usr/bin/env python3
"""How long fleetlint takes to start, beside a program that only prints its version.

    startup.py FLEETLINT [--runs N]

Both are started in turns, N times each; the difference of the medians is what counts, in
milliseconds of the clock and of the processor. `schema show` has looked at the schemas, so
it says what having all of them in the binary costs. The size of the binary is printed too.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = """#include <cstdio>
int main() { std::puts("version 0.1.0"); }
"""


def run(command):
    """Seconds of the clock and of the processor."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fleetlint")
    parser.add_argument("--runs", type=int, default=100)
    options = parser.parse_args()
    compiler = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        sys.exit("startup: there is no C++ compiler")
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "version.cc"
        source.write_text(PROGRAM)
        subprocess.run([compiler, "-O2", "-o", folder + "/version", str(source)], check=True)
        commands = {
            "a program that prints its version": [folder + "/version"],
            "fleetlint --version": [options.fleetlint, "--version"],
            "fleetlint schema show Deployment": [options.fleetlint, "schema", "show", "Deployment"],
        }
        times = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                times[name].append(run(command))
    base = None
    print(f"{'milliseconds, medians of ' + str(options.runs):40} {'clock':>8} {'processor':>10} {'more':>8}")
    for name, pairs in times.items():
        clock, processor = (statistics.median(column) * 1000 for column in zip(*pairs))
        base = clock if base is None else base
        print(f"{name:40} {clock:8.2f} {processor:10.2f} {clock - base:8.2f}")
    print(f"binary: {os.path.getsize(options.fleetlint) / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
