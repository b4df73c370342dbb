#!/usr/bin/env python3
"""Every format says the same findings, and readers that are not ours can read it.

    formats_test.py FLEETLINT

Over the broken fleet and over one whose names and values are full of what formats use as syntax.
"""
import collections
import csv
import html.parser
import io
import json
import pathlib
import re
import sys
import tempfile
import xml.etree.ElementTree

from hostile_names import ODD, hostile
from runner import SOURCE, run, write

BROKEN = SOURCE / "testdata" / "fleets" / "broken"


def shown(text):
    """As formats that are one line or XML have to write it."""
    return re.sub(r"[\x00-\x1f\x7f]", "\ufffd", text.replace("\t", " "))


def from_json(text):
    # Where the fleet is part of a repository, services want the path from the repository's root.
    report = json.loads(text)
    prefix = report["root"] + "/" if report["root"] else ""
    for finding in report["findings"]:
        if "suppressed" not in finding:
            place = finding["location"]
            path = prefix + place["path"] if place["path"] else "."
            yield finding["rule"], shown(path), place.get("line", 1)


def from_gitlab(text):
    entries = json.loads(text)
    fingerprints = [entry["fingerprint"] for entry in entries]
    assert len(fingerprints) == len(set(fingerprints)), "two entries share a fingerprint; GitLab would show one"
    for entry in entries:
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker"), entry
        assert entry["description"], entry
        yield entry["check_name"], shown(entry["location"]["path"]), entry["location"]["lines"]["begin"]


def from_checkstyle(text):
    for file in xml.etree.ElementTree.fromstring(text).findall("file"):
        for error in file.findall("error"):
            assert error.get("severity") in ("error", "warning", "info") and error.get("message"), error.attrib
            yield error.get("source").removeprefix("fleetlint."), file.get("name"), int(error.get("line", 1))


def from_junit(text):
    root = xml.etree.ElementTree.fromstring(text)
    for counted in [root, *root.findall("testsuite")]:
        for attribute, element in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
            inside = len(list(counted.iter(element)))
            assert int(counted.get(attribute)) == inside, f"{attribute} says {counted.get(attribute)}, not {inside}"
    for case in root.iter("testcase"):
        if case.find("failure") is not None:
            assert case.find("failure").get("message") and case.find("failure").text
            yield case.get("name"), case.get("file"), int(case.get("line", 1))


def from_csv(text):
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    for row in rows:
        assert None not in row and None not in row.values(), f"a row of another width: {row}"
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@")), f"a spreadsheet would run {cell!r}"
        yield row["rule"], row["path"] or ".", int(row["line"] or 1)


def from_sarif(text):
    import urllib.parse
    for result in json.loads(text)["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        yield (result["ruleId"], shown(urllib.parse.unquote(place["artifactLocation"]["uri"])),
               place["region"]["startLine"])


class Page(html.parser.HTMLParser):
    """Counts the findings; every element is closed and nothing is fetched."""

    EMPTY = {"meta", "br", "input"}

    def __init__(self):
        super().__init__()
        self.open, self.found, self.rule, self.text = [], [], None, ""

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        assert values.get("href", "#").startswith("#") and "src" not in values, f"{tag} {values} leaves the page"
        assert len(values) == len(attributes), f"{tag} has an attribute twice: {attributes}"
        if tag not in self.EMPTY:
            self.open.append(tag)
        if tag in ("h3", "p"):
            self.text = ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"
        if tag == "h3":
            self.rule = self.text.rpartition(" (")[0]
        if tag == "p" and "article" in self.open:
            place = re.fullmatch(r"(.*):(\d+):\d+", self.text)
            if place:
                self.found.append((self.rule, place.group(1), int(place.group(2))))


def from_html(text):
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, f"{page.open} are not closed"
    assert text.count("<article") == len(page.found), f"{text.count('<article')} articles, {len(page.found)} places"
    yield from page.found


READERS = {"html": from_html, "gitlab": from_gitlab, "checkstyle": from_checkstyle, "junit": from_junit, "csv": from_csv,
           "sarif": from_sarif}


def errors_of(tool, fleet):
    outputs = {}
    for name in ["json", *READERS]:
        result = run(tool, "lint", "--persona", "audit", "--format", name, ".", cwd=fleet)
        if result.returncode not in (0, 1):
            yield f"{name}: exit {result.returncode}: {result.stderr[:300]}"
            return
        outputs[name] = result.stdout
    expected = collections.Counter(from_json(outputs["json"]))
    if len(expected) < len(ODD):
        yield f"only {len(expected)} findings in {fleet}; the comparison shows nothing"
    for name, reader in READERS.items():
        try:
            found = collections.Counter(reader(outputs[name]))
        except (AssertionError, ValueError, KeyError, xml.etree.ElementTree.ParseError, csv.Error) as error:
            yield f"{name}: {type(error).__name__}: {error}"
            continue
        for finding in (expected - found).elements():
            yield f"{name} lacks {finding}"
        for finding in (found - expected).elements():
            yield f"{name} alone has {finding}"


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        hostile(folder)
        errors = list(errors_of(tool, BROKEN)) + list(errors_of(tool, folder))
    with tempfile.TemporaryDirectory() as folder:
        write(folder, {"kustomization.yaml": "resources: [a.yaml]\n",
                       "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\n"})
        clean = run(tool, "lint", "--format", "junit", ".", cwd=folder).stdout
        if [len(list(xml.etree.ElementTree.fromstring(clean).iter(e))) for e in ("testcase", "failure")] != [1, 0]:
            errors.append(f"a clean run is one passed case, not {clean}")
    for error in errors:
        print(error)
    return 1 if errors else 0


sys.exit(main())
