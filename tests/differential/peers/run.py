"""Running the tools, each once over a folder of many objects."""
import hashlib
import json
import pathlib
import re
import shutil
import subprocess

_UNKNOWN = re.compile(r"failed to locate OpenAPI spec|not found in .* groupversion|could not find schema|"
                      r"failed to retrieve validator: error (fetching|parsing) openapi|no kind \"")


def lay_out(root, items, minor, own_schemas):
    """A repository of one cluster for each text: root/o/N/object.yaml."""
    shutil.rmtree(root, ignore_errors=True)
    for number, text in enumerate(items):
        folder = root / "o" / f"{number:05}"
        folder.mkdir(parents=True)
        (folder / "object.yaml").write_text(text)
        (folder / "kustomization.yaml").write_text("resources: [object.yaml]\n")
    clusters = "".join(f"  - o/{number:05}\n" for number in range(len(items)))
    (root / ".fleetlint.yaml").write_text(f'kubernetes: "{minor}"\nclusters:\n{clusters}')
    schemas = root / ".fleetlint" / "schemas"
    schemas.mkdir(parents=True)
    for number, text in enumerate(own_schemas):
        (schemas / f"{number:04}.yaml").write_text(text)


def remembered(keep, name, items, ask):
    """What `ask` answered the last time that the same objects were asked about, kept in a folder."""
    if keep is None:
        return ask()
    digest = hashlib.sha256("\0".join(items).encode()).hexdigest()
    path = keep / f"{name}.{digest[:16]}.json"
    if not path.exists():
        path.write_text(json.dumps(ask()))
    return {int(number): verdict for number, verdict in json.loads(path.read_text()).items()}


def _number(path):
    match = re.search(r"(?:^|/)o/(\d{5})/", path)
    return int(match.group(1)) if match else None


def fleetlint(binary, root):
    """Findings by number of the object: (line, last line, rule, severity, message, path)."""
    done = subprocess.run([binary, "lint", "--format", "json", "--fail-on", "never", "--no-progress", str(root)],
                          capture_output=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"fleetlint: exit code {done.returncode}: {done.stderr.decode()[:2000]}")
    found = {}
    for finding in json.loads(done.stdout)["findings"]:
        places = [finding["location"], *finding.get("related", [])]
        for place in places[:1]:
            number = _number(place["path"])
            if number is not None:
                found.setdefault(number, []).append(
                    (place["line"], finding["rule"], finding["severity"], finding["message"],
                     finding.get("object", {}).get("path", "")))
    return found


def kubeconform(binary, root, schemas):
    """Why it rejects each object; None where it has no schema."""
    location = str(schemas) + "/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json"
    core = str(schemas) + "/core/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json"
    done = subprocess.run([binary, "-strict", "-n", "2", "-output", "json", "-verbose", "-schema-location", core,
                           "-schema-location", location, "-ignore-filename-pattern", "kustomization[.]yaml",
                           str(root / "o")], capture_output=True, check=False)
    verdicts = {}
    for resource in json.loads(done.stdout)["resources"]:
        number = _number(resource["filename"])
        message = resource.get("msg", "")
        if resource["status"] == "statusSkipped" or _UNKNOWN.search(message):
            verdicts.setdefault(number, None)
        elif resource["status"] in ("statusInvalid", "statusError"):
            verdicts[number] = [message]
        else:
            verdicts.setdefault(number, [])
    return verdicts


def kubectl_validate(binary, root, minor, crds):
    """The same by kubectl-validate, which is made of the API server's own code."""
    flat = root.parent / (root.name + "-flat")  # it reads every YAML file it is shown
    shutil.rmtree(flat, ignore_errors=True)
    flat.mkdir()
    for path in (root / "o").glob("*/object.yaml"):
        (flat / (path.parent.name + ".yaml")).write_bytes(path.read_bytes())
    done = subprocess.run([binary, "--version", minor, "--local-crds", str(crds), "--output", "json", str(flat)],
                          capture_output=True, check=False)
    start = done.stdout.find(b"{")
    if start < 0:
        raise SystemExit(f"kubectl-validate: {done.stderr.decode()[:2000]}")
    statuses, _ = json.JSONDecoder().raw_decode(done.stdout[start:].decode())
    verdicts = {}
    for path, answers in statuses.items():
        number = int(pathlib.Path(path).stem)
        verdicts[number] = []
        for answer in answers:
            if answer.get("status") != "Failure":
                continue
            causes = answer.get("details", {}).get("causes") or []
            messages = [(cause.get("field", "") + ": " if cause.get("field") else "") + cause.get("message", "")
                        for cause in causes] or [answer.get("message", "")]
            if _UNKNOWN.search(" ".join(messages)):
                verdicts[number] = None
                break
            verdicts[number] += messages
    return verdicts
