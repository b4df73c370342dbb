#!/usr/bin/env python3
"""action.yml as a runner would run it, with the steps of others left out.

Reads the real action.yml, gives its expressions their values, and runs the `run`
steps in order in a clean directory with the GITHUB_* files set. The binary is put
where the cache would have put it.

    action_test.py FLEETLINT
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from runner import SOURCE, clean_environment, write

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(0)

ACTION = yaml.safe_load((SOURCE / "action.yml").read_text())
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")

KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: default\ndata:\n  a: b\n"
CLEAN = {"app/kustomization.yaml": KUSTOMIZATION + "  - settings.yaml\n", "app/settings.yaml": CONFIG_MAP}
BROKEN = {"app/kustomization.yaml": KUSTOMIZATION + "  - setings.yaml\n", "app/settings.yaml": CONFIG_MAP}
# A name that a runner would take for a command, on a line of its own in the log if printed raw.
HOSTILE = {"app/kustomization.yaml": KUSTOMIZATION + '  - "x\\n::add-mask::e\\n::set-output name=errors::0"\n',
           "app/settings.yaml": CONFIG_MAP}


class Job:
    """One job with one step that uses the action."""

    def __init__(self, tool, folder, files, inputs):
        self.workspace = folder / "workspace"
        self.temp = folder / "temp"
        self.workspace.mkdir()
        write(self.workspace, files)
        (self.temp / "fleetlint").mkdir(parents=True)
        shutil.copy2(tool, self.temp / "fleetlint" / "fleetlint")
        self.summary = folder / "summary"
        self.inputs = {name: str(given.get("default", "")) for name, given in ACTION["inputs"].items()}
        assert set(inputs) <= set(self.inputs), inputs
        self.inputs.update(inputs)
        self.outputs = {}
        self.log = ""
        self.ended = None
        self.uses = []

    def value(self, expression):
        """Of `inputs.x`, `steps.y.outputs.z`, `runner.temp`: all that action.yml uses in values."""
        parts = expression.split(".")
        if parts[0] == "inputs":
            return self.inputs[parts[1]]
        if parts[0] == "steps" and parts[2] == "outputs":
            return self.outputs.get(parts[1], {}).get(parts[3], "")
        if expression == "runner.temp":
            return str(self.temp)
        raise AssertionError(f"action.yml uses {expression}, which this test does not know")

    def fill(self, text):
        return EXPRESSION.sub(lambda m: self.value(m.group(1)), text)

    def play(self):
        for number, step in enumerate(ACTION["runs"]["steps"]):
            if "uses" in step:
                self.uses.append((step["uses"], {k: self.fill(str(v)) for k, v in step["with"].items()}))
                continue
            output = self.temp / f"output-{number}"
            output.touch()
            environment = clean_environment(
                CI="true", GITHUB_ACTIONS="true", GITHUB_ACTION_PATH=str(SOURCE), GITHUB_OUTPUT=str(output),
                GITHUB_STEP_SUMMARY=str(self.summary), GITHUB_WORKSPACE=str(self.workspace), RUNNER_TEMP=str(self.temp))
            environment.update({k: self.fill(str(v)) for k, v in step.get("env", {}).items()})
            result = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                                    cwd=self.workspace, env=environment, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                    timeout=600, check=False)
            self.log += result.stdout
            self.outputs[step["id"]] = dict(line.split("=", 1) for line in output.read_text().splitlines())
            self.ended = result.returncode
            if result.returncode != 0:
                return

    def obeyed(self):
        """The workflow commands that a runner would obey."""
        fence, commands = None, []
        for line in self.log.splitlines():
            if fence:
                if line == f"::{fence}::":
                    fence = None
            elif line.startswith("::stop-commands::"):
                fence = line.removeprefix("::stop-commands::")
            elif line.startswith("::"):
                commands.append(line)
        assert fence is None, "the fence is not closed"
        return commands


CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@check
def the_file_has_the_shape_that_github_reads(job):
    assert {"name", "description", "inputs", "outputs", "runs"} <= set(ACTION)
    assert ACTION["runs"]["using"] == "composite"
    ids = [step["id"] for step in ACTION["runs"]["steps"] if "id" in step]
    assert len(ids) == len(set(ids))
    for name, given in {**ACTION["inputs"], **ACTION["outputs"]}.items():
        assert given["description"].strip(), name
    for step in ACTION["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        if "run" in step:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"], "text from outside would be read by the shell"
            assert os.access(SOURCE / step["run"].strip('"').removeprefix("$GITHUB_ACTION_PATH/"), os.X_OK)
        else:
            assert re.fullmatch(r"[\w./-]+@v\d+", step["uses"]), step["uses"]
    for output in ACTION["outputs"].values():
        used = EXPRESSION.fullmatch(output["value"]).group(1).split(".")
        assert used[0] == "steps" and used[1] in ids


@check
def a_clean_fleet_passes(job):
    job(CLEAN, {})
    assert job.done.ended == 0, job.done.log
    outputs = job.done.outputs["lint"]
    assert (outputs["findings"], outputs["errors"], outputs["exit-code"]) == ("0", "0", "0"), outputs
    sarif = json.loads(pathlib.Path(outputs["sarif-file"]).read_text())
    assert sarif["runs"][0]["results"] == []
    assert "no findings" in job.done.summary.read_text()
    assert sorted(p.name for p in job.done.workspace.iterdir()) == ["app"], "something lies about in the checkout"


@check
def a_finding_fails_the_job_after_everything_was_written(job):
    job(BROKEN, {"category": "nightly"})
    assert job.done.ended == 1, job.done.log
    outputs = job.done.outputs["lint"]
    assert (outputs["findings"], outputs["errors"], outputs["exit-code"]) == ("1", "1", "1"), outputs
    sarif = json.loads(pathlib.Path(outputs["sarif-file"]).read_text())["runs"][0]
    location = sarif["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "app/kustomization.yaml"
    assert location["region"]["startLine"] == 4
    assert sarif["automationDetails"]["id"] == "nightly/"
    assert "app/kustomization.yaml:4" in job.done.log
    summary = job.done.summary.read_text()
    assert "kustomize/resource-missing" in summary and len(summary) < 1 << 20
    uploads = [given for used, given in job.done.uses if used.startswith("github/codeql-action/upload-sarif@")]
    assert uploads == [{"sarif_file": outputs["sarif-file"], "category": "nightly"}]
    errors = [line for line in job.done.obeyed() if line.startswith("::error")]
    assert len(errors) == 1 and "findings: 1;" in errors[0], errors


@check
def fail_on_decides(job):
    job(BROKEN, {"fail-on": "never"})
    assert job.done.ended == 0, job.done.log
    assert job.done.outputs["lint"]["errors"] == "1"


@check
def a_fleet_in_a_folder_is_reported_from_the_root_of_the_repository(job):
    job({f"fleet/{path}": text for path, text in BROKEN.items()}, {"path": "fleet", "sarif-file": "out.sarif"}, git=True)
    sarif = json.loads((job.done.workspace / "out.sarif").read_text())["runs"][0]
    location = sarif["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "fleet/app/kustomization.yaml"


@check
def text_of_the_repository_is_never_obeyed(job):
    job(HOSTILE, {"format": "concise"})
    assert job.done.ended == 1, job.done.log
    commands = job.done.obeyed()
    assert all(line.startswith("::error title=fleetlint::") for line in commands), commands
    assert job.done.outputs["lint"]["errors"] == "1"


@check
def inputs_are_words_and_not_commands(job):
    job(CLEAN, {"args": "--persona strict $(touch${IFS}pwned) `touch pwned`", "config": "$(touch pwned)"})
    assert job.done.ended == 2, job.done.log
    assert not (job.done.workspace / "pwned").exists()
    assert "sarif-file" not in job.done.outputs["lint"]


@check
def a_line_break_in_an_input_begins_no_output(job):
    job(BROKEN, {"sarif-file": "x\nexit-code=0"})
    assert job.done.ended == 2, job.done.log
    assert job.done.outputs["lint"] == {"exit-code": "2"}


@check
def an_empty_repository_closes_no_alerts(job):
    job({"notes.txt": "nothing\n"}, {})
    assert job.done.ended == 3, job.done.log
    assert job.done.outputs["lint"]["findings"] == "0"
    assert "sarif-file" not in job.done.outputs["lint"]


@check
def a_wrong_configuration_is_said(job):
    job({**CLEAN, ".fleetlint.yaml": "rulez: {}\n"}, {})
    assert job.done.ended == 2
    assert 'unknown key "rulez"' in job.done.log
    assert "could not analyse" in job.done.summary.read_text()


class Player:
    """Plays a job when called and keeps it as `done`."""

    def __init__(self, tool, folder):
        self.tool, self.folder, self.done = tool, folder, None

    def __call__(self, files, inputs, git=False):
        self.done = Job(self.tool, self.folder, files, inputs)
        if git:
            subprocess.run(["git", "init", "-q"], cwd=self.done.workspace, env=clean_environment(), check=True)
        self.done.play()


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    failed = 0
    for function in CHECKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                function(Player(tool, pathlib.Path(folder)))
            except Exception as error:  # pylint: disable=broad-except # all are told
                failed += 1
                print(f"{function.__name__}: {type(error).__name__}: {error}")
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
