#include "kustomize/deprecated.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "yaml/place.h"

namespace fleetlint::kustomize {

namespace {

using Edits = std::vector<diag::Fix::Edit>;

/// A field that has a successor, in its file. Edits are for files in block style, one field or item a line.
struct Old {
  std::string_view text;  ///< of the file
  const yaml::Entry& entry;
  std::string_view instead;
  const yaml::Entry* successor;  ///< where the file has it already
};

diag::Fix::Edit put(const yaml::Origin& at, std::string text) { return {at.file, at.span, std::move(text)}; }

diag::Fix::Edit insert_before(const yaml::Origin& at, std::string text) {
  return {at.file, {at.span.begin, at.span.begin}, std::move(text)};
}

bool is_on_one_line(yaml::Node node) {
  return node.is_scalar() && node.style() != yaml::Style::literal && node.style() != yaml::Style::folded &&
         node.text().find('\n') == std::string_view::npos;
}

bool is_block(yaml::Node node) {
  return node.style() == yaml::Style::literal || node.style() == yaml::Style::folded;
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t found = text.substr(0, at).rfind('\n');
  return found == std::string_view::npos ? 0 : found + 1;
}

/// Behind the line break that ends what ends at `end`.
std::size_t behind_line(std::string_view text, std::size_t end) {
  if (end > 0 && end <= text.size() && text[end - 1] == '\n') return end;
  const std::size_t found = text.find('\n', end);
  return found == std::string_view::npos ? text.size() : found + 1;
}

/// Where the last scalar of a value ends.
std::size_t end_of(yaml::Node node) {
  std::size_t end = node.origin().span.end;
  for (const yaml::Node& item : node.items()) end = std::max(end, end_of(item));
  for (const yaml::Entry& entry : node.entries()) {
    end = std::max({end, std::size_t{entry.key_origin.span.end}, end_of(entry.value)});
  }
  return end;
}

std::string_view raw(std::string_view text, const yaml::Origin& at) {
  return text.substr(at.span.begin, at.span.end - at.span.begin);
}

/// The items move to the end of the successor's list; `write` gives the text of them, at its indentation.
template <typename Write>
Edits move_to_successor(const Old& old, Write write) {
  const yaml::Node list = old.successor->value;
  if (list.style() == yaml::Style::flow || list.items().empty()) return {};
  const source::FileId file = old.entry.key_origin.file;
  const std::size_t first = list.items().front().origin().span.begin;
  const std::string_view lead =
      old.text.substr(line_begin(old.text, first), first - line_begin(old.text, first));
  const std::size_t dash = lead.find_first_not_of(' ');
  // Anchors, tags and dashes on lines of their own are left to people.
  if (dash == std::string_view::npos || lead.substr(dash) != "- ") return {};
  std::string added = write(std::string(dash, ' '));
  if (added.empty()) return {};
  const auto at = static_cast<std::uint32_t>(behind_line(old.text, end_of(list)));
  if (old.text.substr(0, at).ends_with('\n')) {
    added += '\n';
  } else {
    added.insert(0, "\n");
  }
  const std::size_t begin = old.entry.key_origin.span.begin;
  const auto from = static_cast<std::uint32_t>(line_begin(old.text, begin));
  const auto to = static_cast<std::uint32_t>(behind_line(old.text, end_of(old.entry.value)));
  if (from != begin || (at > from && at < to)) return {};
  return {{file, {at, at}, std::move(added)}, {file, {from, to}, ""}};
}

/// The successor takes the same value.
Edits rename(const Old& old) {
  if (old.successor == nullptr) return {put(old.entry.key_origin, std::string(old.instead))};
  if (old.entry.value.style() == yaml::Style::flow) return {};
  return move_to_successor(old, [&](const std::string& indent) {
    std::string added;
    for (const yaml::Node& item : old.entry.value.items()) {
      const std::string_view written = raw(old.text, item.origin());
      const bool is_line = is_on_one_line(item) || item.style() == yaml::Style::flow;
      if (!is_line || written.find('\n') != std::string_view::npos) return std::string();
      added += (added.empty() ? "" : "\n") + indent + "- " + std::string(written);
    }
    return added;
  });
}

/// `- file` becomes `- path: file`, and `- |` with a text becomes `- patch: |`, the text further in.
Edits patches_by_path(const Old& old) {
  if (old.entry.value.style() == yaml::Style::flow || old.successor != nullptr) return {};
  Edits edits = rename(old);
  for (const yaml::Node item : old.entry.value.items()) {
    const source::Span span = item.origin().span;
    if (is_on_one_line(item)) {
      edits.push_back(insert_before(item.origin(), "path: "));
      continue;
    }
    // Blanks around a patch are cut off by `patches` alone.
    if (!is_block(item) || item.text().starts_with(' ')) return {};
    edits.push_back(insert_before(item.origin(), "patch: "));
    for (std::size_t line = old.text.find('\n', span.begin);
         line != std::string_view::npos && line + 1 < span.end; line = old.text.find('\n', line + 1)) {
      const auto begin = static_cast<std::uint32_t>(line + 1);
      if (old.text[begin] == '\n' || old.text[begin] == '\r') continue;
      edits.push_back({item.origin().file, {begin, begin}, "  "});
    }
  }
  return edits;
}

/// The labels become the pairs of one entry that changes selectors too.
Edits labels_with_selectors(const Old& old) {
  if (old.entry.value.style() == yaml::Style::flow) return {};
  for (const yaml::Entry& label : old.entry.value.entries()) {
    if (!is_on_one_line(label.value)) return {};
  }
  if (old.successor != nullptr) {
    return move_to_successor(old, [&](const std::string& indent) {
      std::string added = indent + "- includeSelectors: true\n" + indent + "  pairs:";
      for (const yaml::Entry& label : old.entry.value.entries()) {
        added += "\n" + indent + "    " + std::string(raw(old.text, label.key_origin)) + ": " +
                 std::string(raw(old.text, label.value.origin()));
      }
      return added;
    });
  }
  Edits edits = {
      put(old.entry.key_origin, std::string(old.instead) + ":\n- includeSelectors: true\n  pairs")};
  for (const yaml::Entry& label : old.entry.value.entries()) {
    edits.push_back(insert_before(label.key_origin, "  "));
  }
  return edits;
}

struct Deprecated {
  std::string_view field;
  std::string_view instead;
  std::string_view description;
  bool safe;  ///< the edits give the same objects
  Edits (*edits)(const Old& old);
};

constexpr std::array kDeprecated = {
    Deprecated{"bases", "resources", "list the directories in resources", true, rename},
    Deprecated{"commonLabels", "labels",
               "write an entry of labels with these as pairs and includeSelectors: true", true,
               labels_with_selectors},
    Deprecated{"imageTags", "images", "list the entries in images", true, rename},
    Deprecated{"patchesJson6902", "patches",
               "list the entries in patches, which are applied before names and labels are changed", false,
               rename},
    Deprecated{"patchesStrategicMerge", "patches", "list each file in patches as path, each text as patch",
               true, patches_by_path},
    Deprecated{
        "vars", "replacements",
        "write a replacement with objref and fieldref as source and the fields that use the var as targets",
        false, nullptr},
};

/// `env: file` of a generator is `envs: [file]`.
void report_env(diag::Collector& out, yaml::Node generator) {
  const yaml::Entry* entry = generator.find("env");
  if (entry == nullptr || entry->value.text().empty()) return;
  diag::Finding& finding = out.report("kustomize/deprecated-field", yaml::at_key(*entry),
                                      "\"env\" is deprecated; use \"envs\" instead");
  diag::Fix fix{"list the file in envs", false, {}};
  if (generator.find("envs") == nullptr && is_on_one_line(entry->value)) {
    fix.safe = true;
    const source::Span span = entry->value.origin().span;
    fix.edits = {put(entry->key_origin, "envs"),
                 insert_before(entry->value.origin(), "["),
                 {entry->value.origin().file, {span.end, span.end}, "]"}};
  }
  finding.fix = std::move(fix);
}

}  // namespace

void report_deprecated(diag::Collector& out, yaml::Node kustomization, std::string_view text) {
  for (const Deprecated& deprecated : kDeprecated) {
    const yaml::Entry* entry = kustomization.find(deprecated.field);
    if (entry == nullptr) continue;
    diag::Finding& finding =
        out.report("kustomize/deprecated-field", yaml::at_key(*entry), "{} is deprecated; use {} instead",
                   quote(deprecated.field), quote(deprecated.instead));
    diag::Fix fix{std::string(deprecated.description), deprecated.safe, {}};
    // Two fields with one successor are put together one after the other.
    const bool is_free = std::ranges::none_of(kDeprecated, [&](const Deprecated& other) {
      return other.field != deprecated.field && other.instead == deprecated.instead &&
             kustomization.find(other.field) != nullptr;
    });
    if (is_free && deprecated.edits != nullptr) {
      fix.edits =
          deprecated.edits({text, *entry, deprecated.instead, kustomization.find(deprecated.instead)});
    }
    if (fix.edits.empty()) fix.safe = false;
    finding.fix = std::move(fix);
  }
  for (const std::string_view field : {"configMapGenerator", "secretGenerator"}) {
    for (const yaml::Node& generator : kustomization[field].items()) report_env(out, generator);
  }
}

}  // namespace fleetlint::kustomize
