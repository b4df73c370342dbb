#include "schema/check.h"

#include <algorithm>
#include <unordered_map>

#include "base/strings.h"
#include "schema/label_selector.h"
#include "yaml/place.h"

namespace fleetlint::schema {

namespace {

/// The path to a node of this identity: fields and indexes.
bool find_node(yaml::Node from, yaml::Node wanted, std::string* path) {
  if (same(from, wanted)) return true;
  const std::size_t size = path->size();
  if (from.is_mapping()) {
    for (const yaml::Entry& entry : from.entries()) {
      const std::string_view name = entry.key.text();
      if (name.empty() || name.find_first_of(".[]\"") != std::string_view::npos)
        *path += fmt::format("[{}]", quote(name, std::string_view::npos));
      else
        *path += fmt::format("{}{}", path->empty() ? "" : ".", name);
      if (find_node(entry.value, wanted, path)) return true;
      path->resize(size);
    }
  }
  std::size_t index = 0;
  for (const yaml::Node item : from.items()) {
    *path += fmt::format("[{}]", index++);
    if (find_node(item, wanted, path)) return true;
    path->resize(size);
  }
  return false;
}

/// Does the finding say that the field (empty: some field) which the holder at `path` lacks is there, but
/// misspelt or of another type?
bool is_spoilt(const diag::Finding& finding, std::string_view path, std::string_view field) {
  const std::string_view at = finding.object_path;
  if (at == path) return finding.rule == "schema/wrong-type";
  if (!at.starts_with(path) || at.size() < path.size() + 2) return false;
  const std::string_view below = path.empty() ? at : at.substr(path.size() + 1);
  if ((!path.empty() && at[path.size()] != '.') || below.find_first_of(".[") != std::string_view::npos)
    return false;
  if (finding.rule == "schema/wrong-type") return field.empty() || below == field;
  const std::size_t hint = finding.message.find("did you mean ");
  return finding.rule == "schema/unknown-field" && hint != std::string::npos &&
         (field.empty() || finding.message.find(quote(field), hint) != std::string::npos);
}

}  // namespace

bool is_known(yaml::Node node) {
  if (node.origin().operation == yaml::Operation::unresolved) return false;
  return !node.is_string() ||
         (node.text().find("${") == std::string_view::npos && !node.text().starts_with("ENC[AES256_GCM,"));
}

std::optional<std::string_view> known_text(yaml::Node node) {
  if (!node.is_string() || node.text().empty() || !is_known(node)) return std::nullopt;
  return node.text();
}

std::string ServerReport::path_of(yaml::Node value) const {
  std::string path;
  if (!find_node(object_.node(), value, &path)) path.clear();
  // A key may be of any length; what is around it tells the place as well.
  constexpr std::size_t kLongest = 1000;
  if (path.size() > kLongest) path.resize(std::min(path.find_last_of(".[", kLongest), kLongest));
  if (prefix_.empty()) return path;
  return path.empty() ? prefix_ : prefix_ + (path.front() == '[' ? "" : ".") + path;
}

/// Has a schema, or another check, said the same of the same value?
bool ServerReport::is_told(std::string_view rule, const std::string& path, const std::string& message) const {
  const auto subject = [](std::string_view text) {
    const std::size_t from = text.find('"');
    const std::size_t to = text.find('"', from + 1);
    return from == std::string_view::npos || to == std::string_view::npos
               ? std::string_view()
               : text.substr(from + 1, to - from - 1);
  };
  return std::ranges::any_of(out_.findings(), [&](const diag::Finding& finding) {
    // A holder may lack several fields; a value is wrong once.
    if (rule == "schema/required-field" && is_spoilt(finding, path, subject(message))) return true;
    if (finding.object_path != path) return false;
    if (rule == "schema/required-field")
      return finding.rule == rule && subject(finding.message) == subject(message);
    return finding.rule == rule || finding.rule == "schema/wrong-type" ||
           finding.rule == "schema/unknown-field";
  });
}

void ServerReport::add(std::string_view rule, yaml::Node value, const yaml::Entry* entry,
                       std::string message) {
  if (value && !is_known(value)) return;
  const std::string path = path_of(value);
  if (is_told(rule, path, message)) return;
  if (entry != nullptr && entry->key.text().find("${") != std::string_view::npos) return;
  diag::Finding& finding = out_.add(
      rule, entry != nullptr ? at_key(*entry) : at(value ? value : object_.node()), std::move(message));
  finding.object_path = path;
}

void ServerReport::duplicate(yaml::Node value, yaml::Node first, std::string message) {
  const std::string path = path_of(value);
  const std::string holder = path.substr(0, path.rfind('.'));
  // The schema says it of the entry.
  if (!is_known(value) || is_told("schema/duplicate-entry", path, message) ||
      is_told("schema/duplicate-entry", holder, message)) {
    return;
  }
  diag::Finding& finding = out_.add("schema/duplicate-entry", at(value), std::move(message));
  finding.object_path = path;
  diag::Location earlier = at(first).primary;
  earlier.label = "the first one";
  finding.related.push_back(std::move(earlier));
}

void ServerReport::conflict(yaml::Node holder, std::string_view field, std::string message) {
  if (const yaml::Entry* entry = holder.find(field)) conflict(*entry, std::move(message));
}

void check_as_server(const kube::Object& object, int minor, std::string prefix, diag::Collector& out) {
  ServerReport report(object, std::move(prefix), out);
  for (const ServerCheck* check : all_checks()) check->run(object, minor, report);
}

void check_text(ServerReport& out, yaml::Node value, std::string_view what, TextRule rule) {
  const auto text = known_text(value);
  if (!text) return;
  if (std::string mistake = rule(*text); !mistake.empty())
    out.invalid(value, fmt::format("{} is {}, which {}", what, quote(*text), mistake));
}

void check_needed_text(ServerReport& out, yaml::Node holder, std::string_view field, TextRule rule) {
  const yaml::Node value = holder[field];
  if (!value || value.is_null() || (value.is_string() && value.text().empty())) {
    out.required(value ? value : holder,
                 fmt::format("required field \"{}\" is {} in {}; give it a value", field,
                             value ? "empty" : "missing", out.path_of(holder)));
    return;
  }
  if (rule != nullptr) check_text(out, value, field, rule);
}

void check_integer(ServerReport& out, yaml::Node value, std::string_view what, std::int64_t least,
                   std::int64_t most) {
  const auto number = value.as_int();
  if (!number || (*number >= least && *number <= most)) return;
  const std::string range =
      most == INT64_MAX ? fmt::format("at least {}", least) : fmt::format("{} to {}", least, most);
  out.invalid(value, fmt::format("{} is {}, but must be {}", what, *number, range));
}

void check_not_negative(ServerReport& out, yaml::Node holder,
                        std::initializer_list<std::string_view> fields) {
  for (const std::string_view field : fields) check_integer(out, holder[field], field, 0);
}

void check_port(ServerReport& out, yaml::Node value, std::string_view what) {
  if (std::string mistake = port_mistake(value); !mistake.empty())
    out.invalid(value, fmt::format("{} is {}, which {}", what, value.text(), mistake));
}

void check_port_or_name(ServerReport& out, yaml::Node value, std::string_view what) {
  if (value.is_string())
    check_text(out, value, what, port_name_mistake);
  else
    check_port(out, value, what);
}

void check_int_or_percent(ServerReport& out, yaml::Node value, std::string_view what, int most) {
  const bool is_integer = value.as_int().has_value();
  if (!value || !is_known(value) || (!is_integer && !value.is_string())) return;
  if (std::string mistake = int_or_percent_mistake(value, most); !mistake.empty())
    out.invalid(value, fmt::format("{} is {}, which {}", what,
                                   is_integer ? std::string(value.text()) : quote(value.text()), mistake));
}

void check_labels(ServerReport& out, yaml::Node labels) {
  for (const yaml::Entry& entry : labels.entries()) {
    const std::string_view key = entry.key.text();
    if (std::string mistake = qualified_name_mistake(key); !mistake.empty())
      out.invalid_name_key(entry, fmt::format("label key {} {}", quote(key), mistake));
    const auto text = known_text(entry.value);
    if (!text) continue;
    if (std::string mistake = label_value_mistake(*text); !mistake.empty())
      out.invalid_name(entry.value, fmt::format("label {} is {}, which {}", key, quote(*text), mistake));
  }
}

void check_selector(ServerReport& out, yaml::Node selector) {
  check_label_selector(selector, [&](yaml::Node value, const yaml::Entry* key, std::string what) {
    if (key != nullptr)
      out.invalid_key(*key, std::move(what));
    else
      out.invalid(value, std::move(what));
  });
}

void check_unique(ServerReport& out, std::span<const yaml::Node> values, std::string_view what) {
  std::unordered_map<std::string_view, yaml::Node> seen;
  for (const yaml::Node value : values) {
    const auto text = known_text(value);
    if (!text) continue;
    const auto [it, is_new] = seen.try_emplace(*text, value);
    if (!is_new)
      out.duplicate(value, it->second,
                    fmt::format("{} {} is there already; use another one", what, quote(*text)));
  }
}

void check_one_of(ServerReport& out, yaml::Node holder, std::span<const std::string_view> fields,
                  bool needs_one, std::string_view what) {
  if (!holder.is_mapping()) return;
  const yaml::Entry* first = nullptr;
  for (const yaml::Entry& entry : holder.entries()) {
    if (entry.value.is_null() || std::ranges::find(fields, entry.key.text()) == fields.end()) continue;
    if (first != nullptr) {
      out.conflict(entry, fmt::format("{} has {} beside {}, but may have only one of them; remove one", what,
                                      quote(entry.key.text()), quote(first->key.text())));
    } else {
      first = &entry;
    }
  }
  if (first != nullptr || !needs_one) return;
  std::string list;
  for (const std::string_view field : fields) list += (list.empty() ? "" : ", ") + quote(field);
  out.required(holder, fmt::format("{} needs one of {}; add it", what, list));
}

PodTemplate pod_template(const kube::Object& object) {
  const yaml::Node spec = object.pod_spec();
  if (!spec.is_mapping()) return {};
  return {spec, object.pod_metadata(), object.is("", "Pod")};
}

std::vector<Container> containers_of(yaml::Node pod_spec) {
  std::vector<Container> all;
  for (const std::string_view list : {"containers", "initContainers", "ephemeralContainers"}) {
    for (const yaml::Node item : pod_spec[list].items()) {
      if (item.is_mapping()) all.push_back({item, list});
    }
  }
  return all;
}

}  // namespace fleetlint::schema
