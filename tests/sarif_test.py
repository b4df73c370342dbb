#!/usr/bin/env python3
"""The SARIF of the broken fleet against the schema and against what GitHub reads.

    sarif_test.py FLEETLINT
"""
import json
import pathlib
import sys
import urllib.parse

from runner import SHARED, SOURCE, run

FLEET = SOURCE / "testdata" / "fleets" / "broken"


def schema_errors(sarif):
    schema = SHARED / "data" / "sarif-schema-2.1.0.json"
    if not schema.exists():
        print("skipped: the SARIF schema is not beside the project")
        return []
    try:
        import jsonschema
    except ImportError:
        print("skipped: python3-jsonschema is not installed")
        return []
    validator = jsonschema.Draft4Validator(json.loads(schema.read_text()))
    return [f"schema: {'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(sarif)]


def location_errors(location, where):
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    region = physical["region"]
    parsed = urllib.parse.urlsplit(uri)
    if not uri or parsed.scheme or parsed.netloc or uri.startswith("/") or ".." in uri.split("/"):
        yield f"{where}: {uri!r} is no relative path inside the repository"
    numbers = [region.get(key) for key in ("startLine", "startColumn", "endLine", "endColumn")]
    if not all(isinstance(n, int) and n >= 1 for n in numbers):
        yield f"{where}: region {region} lacks a number"
        return
    if region["startLine"] != region["endLine"]:
        yield f"{where}: GitHub shows an alert only when all its lines changed; this one has several"
    if region["endColumn"] <= region["startColumn"]:
        yield f"{where}: region {region} is empty"
    # Below the repository of this project, as the fleet lies in it, or below the fleet.
    path = urllib.parse.unquote(uri)
    file = next((root / path for root in (SOURCE, FLEET) if (root / path).is_file()), None)
    if file is None:
        yield f"{where}: {path!r} is no file"
    elif region["startLine"] > len(file.read_text().splitlines()) + 1:
        yield f"{where}: {path} has no line {region['startLine']}"


def text_errors(text, where, limit=None):
    if not text or not text.strip():
        yield f"{where} is empty"
    elif limit and len(text) > limit:
        yield f"{where} has {len(text)} characters, {limit} are shown"


def github_errors(sarif):
    if sarif.get("version") != "2.1.0" or "$schema" not in sarif:
        yield "version or $schema is missing"
    if len(sarif["runs"]) != 1:
        yield "one category is one run"
    sarif_run = sarif["runs"][0]
    driver = sarif_run["tool"]["driver"]
    if not sarif_run["automationDetails"]["id"].endswith("/"):
        yield "the id of a category ends with a slash, else its last part is a run"
    ids = [rule["id"] for rule in driver["rules"]]
    if len(ids) != len(set(ids)):
        yield "a rule is there twice"
    for rule in driver["rules"]:
        where = f"rule {rule['id']}"
        yield from text_errors(rule["name"], f"{where}: name", 255)
        for key in ("shortDescription", "fullDescription"):
            yield from text_errors(rule[key]["text"], f"{where}: {key}", 1024)
        yield from text_errors(rule["help"]["text"], f"{where}: help.text")
        yield from text_errors(rule["help"]["markdown"], f"{where}: help.markdown", 4096)
        properties = rule["properties"]
        if len(properties["tags"]) > 10:
            yield f"{where}: more than ten tags"
        if properties["precision"] not in ("very-high", "high", "medium", "low"):
            yield f"{where}: precision {properties['precision']!r}"
        if properties["problem.severity"] not in ("error", "warning", "recommendation"):
            yield f"{where}: problem.severity {properties['problem.severity']!r}"
        if not isinstance(properties.get("security-severity", ""), str):
            yield f"{where}: security-severity is no text"
    if len(sarif_run["results"]) > 5000:
        yield "more results than GitHub keeps"
    seen = set()
    for index, result in enumerate(sarif_run["results"]):
        where = f"result {index} ({result['ruleId']})"
        if ids[result["ruleIndex"]] != result["ruleId"]:
            yield f"{where}: ruleIndex is that of another rule"
        yield from text_errors(result["message"]["text"], f"{where}: message")
        if len(result["locations"]) != 1:
            yield f"{where}: only the first location counts"
        for location in result["locations"] + result.get("relatedLocations", []):
            yield from location_errors(location, where)
        for related in result.get("relatedLocations", []):
            if f"]({related['id']})" not in result["message"]["text"]:
                yield f"{where}: related location {related['id']} is linked from nowhere"
        if "suppressions" in result:
            yield f"{where}: GitHub would show what is suppressed"
        line_hash = result["partialFingerprints"]["primaryLocationLineHash"]
        digits, _, occurrence = line_hash.partition(":")
        if not digits or int(digits, 16) < 0 or int(occurrence) < 1:
            yield f"{where}: primaryLocationLineHash {line_hash!r}"
        first = result["locations"][0]["physicalLocation"]
        key = (result["ruleId"], first["artifactLocation"]["uri"], first["region"]["startLine"],
               first["region"]["startColumn"], result["message"]["text"])
        if key in seen:
            yield f"{where}: the same result twice"
        seen.add(key)


def main():
    result = run(pathlib.Path(sys.argv[1]).resolve(), "lint", "--format", "sarif", FLEET)
    if result.returncode != 1:
        print(f"exit {result.returncode}: {result.stderr}")
        return 1
    sarif = json.loads(result.stdout)
    results = sarif["runs"][0]["results"]
    errors = schema_errors(sarif) + list(github_errors(sarif))
    if len(results) < 12:
        errors.append(f"only {len(results)} results for a dozen planted mistakes")
    if not any(r.get("relatedLocations") for r in results):
        errors.append("no result has a chain")
    for error in errors:
        print(error)
    print(f"{len(results)} results, {len(errors)} errors")
    return 1 if errors else 0


sys.exit(main())
