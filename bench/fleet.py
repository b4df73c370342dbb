#!/usr/bin/env python3
"""What clusters cost that share what they run.

    fleet.py BUILD [--threads N] [--rounds N]

Lints the fleets that genfleet.py writes for 10, 100 and 500 clusters, each in a process of its own, and prints the least
processor time of the rounds and the most memory. A cluster more should cost little more than its own files."""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

BENCH = pathlib.Path(__file__).resolve().parent
SIZES = (10, 100, 500)


def run(program, folder, threads):
    """Processor seconds and peak bytes."""
    process = subprocess.Popen([program, "lint", "--fail-on", "never", "--threads", str(threads), "."], cwd=folder,
                               stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{program} ended with {os.waitstatus_to_exitcode(status)} on {folder}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="build folder of the release preset")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    program = (options.build / "bin" / "fleetlint").resolve()
    seconds, memory = {}, {}
    for clusters in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, BENCH / "genfleet.py", str(clusters), folder], check=True)
            rounds = [run(program, folder, options.threads) for _ in range(options.rounds)]
        seconds[clusters] = min(time for time, _ in rounds)
        memory[clusters] = max(size for _, size in rounds)
        print(f"{clusters:4} clusters, {clusters * 41:5} units: {seconds[clusters]:6.2f} s of processor time, "
              f"{memory[clusters] / 2**20:5.0f} MiB", flush=True)
    print(f"  100 clusters take {seconds[100] / seconds[10]:.2f} times the processor time of 10 (promised: at most 2)")
    print(f"  500 clusters take {memory[500] / 2**20:.0f} MiB (promised: below 1024)")


if __name__ == "__main__":
    main()
