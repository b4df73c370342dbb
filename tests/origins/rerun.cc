#include "tests/origins/rerun.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "kustomize/embedded.h"
#include "kustomize/generate/base64.h"
#include "kustomize/settle.h"
#include "kustomize/transform/content_hash.h"
#include "kustomize/transform/expand_vars.h"
#include "yaml/edit.h"
#include "yaml/go_number.h"
#include "yaml/scalar.h"

namespace fleetlint::origins {

namespace {

using yaml::Node;
using yaml::Operation;
using yaml::Origin;

bool opens(Operation operation) {
  return operation == Operation::copied || operation == Operation::renamed ||
         operation == Operation::substituted || operation == Operation::unresolved;
}

void add(Values& values, Value value) {
  for (const Value& known : values) {
    if (known.text == value.text && known.kind == value.kind && known.is_typed == value.is_typed) return;
  }
  values.push_back(std::move(value));
}

Values texts(std::initializer_list<std::string> all) {
  Values values;
  for (const std::string& text : all) add(values, {text, yaml::Kind::string, false});
  return values;
}

/// The indentation of what a block scalar at this offset belongs to.
std::size_t parent_indent(std::string_view text, std::size_t at) {
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  std::size_t indent = 0;
  for (std::size_t i = begin; i < at; ++i) {
    if (text[i] == ' ') continue;
    indent = i - begin;
    if (text[i] != '-' || i + 1 >= at || text[i + 1] != ' ') break;
  }
  return indent;
}

std::vector<std::string> split_all(std::string_view text, std::string_view delimiter) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(delimiter, begin);
    parts.emplace_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + delimiter.size();
  }
}

bool find_in(Node node, source::Span span, std::vector<std::pair<std::string_view, Node>>& trail) {
  const source::Span own = node.origin().span;
  if (own == span) return true;
  if (own.begin > span.begin || own.end < span.end) return false;
  for (const yaml::Entry& entry : node.entries()) {
    trail.emplace_back(entry.key.text(), entry.value);
    if (find_in(entry.value, span, trail)) return true;
    trail.pop_back();
  }
  for (const Node item : node.items()) {
    trail.emplace_back("[]", item);
    if (find_in(item, span, trail)) return true;
    trail.pop_back();
  }
  return false;
}

}  // namespace

const Origin* closing(const Origin& origin) {
  std::size_t depth = 0;
  for (const Origin* o = &origin; o != nullptr; o = o->cause) {
    if (opens(o->operation)) ++depth;
    if (o->operation == Operation::requested && --depth == 0) return o;
  }
  return nullptr;
}

Rerun::Rerun(const source::SourceMap& sources, yaml::ParseCache& parsed)
    : sources_(sources), parsed_(parsed) {}

void Rerun::take_names(const std::vector<kube::Object>& objects) {
  for (const kube::Object& object : objects) {
    const Node name = object["metadata"]["name"];
    for (const Origin* o = &name.origin(); name && o != nullptr; o = o->cause) {
      if (o->operation != Operation::hashed || o->cause == nullptr) continue;
      const Values before = run(o->cause, {});
      if (before.empty()) break;
      hashes_[{o->file, o->span, before.front().text}] = kustomize::transform::content_hash(object.node());
      break;
    }
  }
}

bool Rerun::is_implied(const Origin& origin) { return origin.operation == Operation::implied; }

bool Rerun::gives(Node scalar, std::string& why) {
  const Values values = run(&scalar.origin(), scalar.text());
  for (const Value& value : values) {
    if (value.is_typed && value.kind != scalar.kind()) continue;
    if (scalar.is_null() ? value.kind == yaml::Kind::null : value.text == scalar.text()) return true;
  }
  why = std::string(to_string(scalar.kind())) + " " + quote(scalar.text()) + ", its origin gives";
  if (values.empty()) why += " nothing";
  for (const Value& value : values) {
    why += " " + (value.is_typed ? std::string(to_string(value.kind)) : std::string("text")) + " " +
           quote(value.text);
  }
  return false;
}

bool Rerun::gives_key(const yaml::Entry& entry, std::string& why) {
  const Operation operation = entry.key_origin.operation;
  if (operation != Operation::written && operation != Operation::labelled) return true;
  std::string text = text_at(entry.key_origin);
  if (const std::string_view bytes = sources_.text(entry.key_origin.file, entry.key_origin.span);
      bytes.starts_with('*')) {
    // An alias as a key stands for what its anchor holds.
    const std::string_view file = sources_.text(entry.key_origin.file).substr(0, entry.key_origin.span.begin);
    const std::string anchor = "&" + std::string(bytes.substr(1)) + " ";
    const std::size_t at = file.rfind(anchor);
    if (at == std::string_view::npos) return false;
    const Values values = parse(file.substr(at, file.find('\n', at) - at));
    text = values.empty() ? std::string() : values.front().text;
  }
  why = "key " + quote(entry.key.text()) + ", its origin gives " + quote(text);
  return text == entry.key.text();
}

Values Rerun::run(const Origin* origin, std::string_view wanted) {
  if (origin == nullptr) return texts({""});
  switch (origin->operation) {
    case Operation::written: return written(*origin);
    case Operation::generated: return generated(*origin);
    case Operation::prefixed: return texts({text_at(*origin) + text_of(origin->cause)});
    case Operation::suffixed: return texts({text_of(origin->cause) + text_at(*origin)});
    case Operation::hashed: {
      const std::string name = text_of(origin->cause);
      const auto found = hashes_.find({origin->file, origin->span, name});
      return found == hashes_.end() ? Values() : texts({name + "-" + found->second});
    }
    case Operation::renamed: return closing(*origin) == nullptr ? Values() : texts({text_of(origin->cause)});
    case Operation::namespaced:
    case Operation::labelled: return texts({std::string(text_at(*origin))});
    case Operation::image_set: return image_set(*origin);
    case Operation::replicas_set: {
      const std::optional<std::int64_t> count = yaml::int_value(text_at(*origin));
      return texts({std::to_string(count.value_or(0))});
    }
    case Operation::copied: return copied(*origin);
    case Operation::substituted:
    case Operation::unresolved: return substituted(*origin);
    case Operation::converted: return converted(*origin, wanted);
    case Operation::implied: {
      // Written by nobody, so there is nothing to do again.
      return {{std::string(wanted), yaml::Kind::string, false}, {"", yaml::Kind::null, true}};
    }
    case Operation::requested: break;
  }
  return {};
}

std::string Rerun::text_of(const Origin* origin) {
  const Values values = run(origin, {});
  return values.empty() ? std::string("\x01nothing") : values.front().text;
}

Values Rerun::parse(std::string_view text) {
  Values values;
  for (const yaml::Dialect dialect : {yaml::Dialect::go_yaml_v3, yaml::Dialect::go_yaml_v2}) {
    yaml::ParseOptions options;
    options.dialect = dialect;
    diag::Collector problems;
    const yaml::Stream stream =
        yaml::parse(arena_, source::FileId::none, arena_.copy(text), options, problems);
    if (!problems.findings().empty() || stream.documents.size() > 1) continue;
    Node root = stream.documents.empty() ? Node() : stream.documents.front().root;
    if (root.is_mapping() && root["\x7f"]) root = root["\x7f"];
    if (root && !root.is_scalar()) continue;
    add(values, {std::string(root.text()), root.kind(), true});
  }
  return values;
}

Values Rerun::written(const Origin& origin) {
  const std::string_view file = sources_.text(origin.file);
  const std::string_view bytes = sources_.text(origin.file, origin.span);
  if (bytes.starts_with('|') || bytes.starts_with('>')) {
    // Lines of a block count their indentation from what they are in.
    const std::string indent(parent_indent(file, origin.span.begin), ' ');
    return parse(indent + "\"\\x7F\": " + std::string(bytes));
  }
  return parse(bytes);
}

std::string Rerun::text_at(const Origin& origin) {
  const Values values = written(origin);
  return values.empty() ? std::string() : values.front().text;
}

Values Rerun::converted(const Origin& origin, std::string_view wanted) {
  Values values;
  for (const Value& before : run(origin.cause, wanted)) {
    const std::string& text = before.text;
    add(values, {text, yaml::Kind::string, false});
    if (const auto time = yaml::timestamp_value(text)) add(values, {*time, yaml::Kind::string, false});
    add(values, {kustomize::rewrite_folded(text), yaml::Kind::string, false});
    if (const auto number = yaml::float_value(text)) {
      add(values, {yaml::shortest_float(*number), yaml::Kind::floating, false});
    }
    if (before.kind == yaml::Kind::null) add(values, {"", yaml::Kind::string, false});
  }
  // A piece of YAML inside a quoted scalar: its bytes without the scalar's escapes.
  if (origin.cause != nullptr && origin.cause->operation == Operation::written &&
      origin.cause->span != origin.span) {
    const std::string_view outer = sources_.text(origin.cause->file, origin.cause->span);
    const std::string piece(sources_.text(origin.file, origin.span));
    if (outer.starts_with('"') || outer.starts_with('\'')) {
      for (const Value& inner : parse(outer.front() + piece + outer.front())) {
        for (const Value& value : parse(inner.text)) add(values, value);
      }
    }
  }
  return values;
}

Values Rerun::generated(const Origin& origin) {
  const std::string_view file = sources_.text(origin.file);
  const std::string_view bytes = sources_.text(origin.file, origin.span);
  Values values;
  const auto content = [&](std::string_view text) {
    add(values, {std::string(text), yaml::Kind::string, false});
    add(values, {kustomize::generate::wrapped_base64(text), yaml::Kind::string, false});
  };
  const Trail trail = find(origin.file, origin.span);
  const auto is_in = [&](std::string_view key) {
    return std::ranges::any_of(trail, [&](const auto& step) { return step.first == key; });
  };
  // An env file of one line reads as YAML too.
  const bool is_yaml = !trail.empty() && !trail.front().second.is_scalar();
  if (is_yaml && is_in("literals")) {
    const std::string literal = text_at(origin);
    std::string value = literal.substr(std::min(literal.find('=') + 1, literal.size()));
    const bool quoted =
        value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
    content(quoted ? value.substr(1, value.size() - 2) : value);
  } else if (is_yaml && trail.back().first == "serviceAccount") {
    const Node account = trail.back().second;
    add(values, {std::string(account["name"].text()) + "@" + std::string(account["projectId"].text()) +
                     ".iam.gserviceaccount.com",
                 yaml::Kind::string, false});
  } else if (is_yaml && trail.back().second.is_scalar() &&
             origin.span.end - origin.span.begin < file.size()) {
    add(values, {text_at(origin), yaml::Kind::string, false});
  } else if (origin.cause != nullptr) {
    // The entry that names the file tells how it is read.
    const Trail entry = find(origin.cause->file, origin.cause->span);
    const bool is_file = std::ranges::any_of(entry, [](const auto& step) { return step.first == "files"; });
    const std::size_t equals = bytes.find('=');
    if (is_file) {
      content(bytes);
    } else {
      const std::string_view line = bytes.substr(0, bytes.ends_with('\r') ? bytes.size() - 1 : bytes.size());
      content(equals == std::string_view::npos ? std::string_view() : line.substr(equals + 1));
    }
  }
  return values;
}

Rerun::Trail Rerun::find(source::FileId file, source::Span span) {
  Trail trail;
  for (const yaml::Document& document : parsed_.get(file, yaml::Dialect::go_yaml_v2).stream.documents) {
    trail.assign(1, {"", document.root});
    if (document.root && find_in(document.root, span, trail)) return trail;
    // Inside a text: an inline patch or transformer.
    Node text = document.root;
    for (bool deeper = true; text && deeper;) {
      deeper = false;
      const auto holds = [&](Node node) {
        if (!node || deeper) return;
        const source::Span own = node.origin().span;
        if (own.begin > span.begin || own.end < span.end) return;
        text = node;
        deeper = true;
      };
      const Node outer = text;
      for (const yaml::Entry& entry : outer.entries()) holds(entry.value);
      for (const Node item : outer.items()) holds(item);
    }
    if (!text.is_string()) continue;
    const kustomize::Embedded inner =
        kustomize::parse_embedded(arena_, sources_.text(file), text, yaml::Dialect::go_yaml_v2);
    for (const yaml::Document& part : inner.stream.documents) {
      trail.assign(1, {"", part.root});
      if (part.root && find_in(part.root, span, trail)) return trail;
    }
  }
  return {};
}

Values Rerun::image_set(const Origin& origin) {
  const Trail trail = find(origin.file, origin.span);
  if (trail.empty()) return {};
  Node image = trail.back().second;
  if (!image.is_mapping() && trail.size() > 1) image = trail[trail.size() - 2].second;
  const std::string old = text_of(origin.cause);
  const std::size_t at = old.find('@');
  std::string name = old.substr(0, at);
  std::string digest = at == std::string::npos ? std::string() : old.substr(at + 1);
  const std::size_t slash = name.rfind('/');
  const std::size_t colon = name.find(':', slash == std::string::npos ? 0 : slash);
  std::string tag = colon == std::string::npos ? std::string() : name.substr(colon + 1);
  name.resize(std::min(colon, name.size()));
  // kustomize reads keys without regard to case.
  const auto field = [&](std::string_view key) {
    for (const yaml::Entry& entry : image.entries()) {
      if (to_lower(entry.key.text()) == to_lower(key)) return std::string(entry.value.text());
    }
    return std::string();
  };
  if (!field("newName").empty()) name = field("newName");
  if (!field("newTag").empty() || !field("digest").empty()) {
    tag = field("newTag");
    digest = field("digest");
  } else if (!field("tagSuffix").empty()) {
    tag += field("tagSuffix");
    digest.clear();
  }
  if (!tag.empty()) name += ":" + tag;
  if (!digest.empty()) name += "@" + digest;
  return texts({name});
}

Values Rerun::copied(const Origin& origin) {
  const Origin* request = closing(origin);
  if (request == nullptr || origin.cause == nullptr) return {};
  const Trail trail = find(request->file, request->span);
  if (trail.empty()) return {};
  const auto is_in = [&](std::string_view key) {
    return std::ranges::any_of(trail, [&](const auto& step) { return step.first == key; });
  };
  if (is_in("vars")) return expanded_vars(origin);
  const std::string source = text_of(origin.cause);
  // What asked: the innermost mapping that is a target, the outer one that has targets.
  Node target;
  Node replacement;
  for (const auto& [key, node] : trail) {
    if (node["targets"]) replacement = node;
    if (node["fieldPaths"] || node["select"] || node["fieldPath"]) target = node;
  }
  if (target["fieldPath"]) {
    const std::int64_t position = target["filePathPosition"].as_int().value_or(0);
    if (position == 0) return texts({std::string(trim(source))});
    std::vector<std::string> steps;
    const std::string old = text_of(request->cause);
    for (std::string& step : split_all(old, "/")) {
      if (!step.empty() && step != ".") steps.push_back(std::move(step));
    }
    steps.insert(
        steps.begin() + std::min<std::ptrdiff_t>(position - 1, static_cast<std::ptrdiff_t>(steps.size())),
        std::string(trim(source)));
    return texts({(old.starts_with('/') ? "/" : "") + join(steps, "/")});
  }
  std::string text = source;
  if (const Node options = replacement["source"]["options"]; options["delimiter"]) {
    const std::vector<std::string> parts = split_all(text, options["delimiter"].text());
    const auto index = static_cast<std::size_t>(options["index"].as_int().value_or(0));
    if (index >= parts.size()) return {};
    text = parts[index];
  }
  if (const Node options = target["options"]; !options["delimiter"].text().empty()) {
    const std::string_view delimiter = options["delimiter"].text();
    std::vector<std::string> parts = split_all(text_of(request->cause), delimiter);
    const std::int64_t index = options["index"].as_int().value_or(0);
    if (index < 0) {
      parts.insert(parts.begin(), text);
    } else if (static_cast<std::size_t>(index) >= parts.size()) {
      parts.push_back(text);
    } else {
      parts[static_cast<std::size_t>(index)] = text;
    }
    text = join(parts, delimiter);
  }
  return texts({text});
}

Values Rerun::expanded_vars(const Origin& origin) {
  std::map<std::string, Node, std::less<>> vars;
  const Origin* at = &origin;
  while (at != nullptr && at->operation == Operation::copied) {
    const Origin* request = closing(*at);
    if (request == nullptr) return {};
    const Trail trail = find(request->file, request->span);
    if (!std::ranges::any_of(trail, [](const auto& step) { return step.first == "vars"; })) break;
    const Values source = run(at->cause, {});
    if (source.empty()) return {};
    const Value& value = source.front();
    vars[text_at(*request)] =
        yaml::make_scalar(arena_, value.is_typed ? value.kind : yaml::Kind::string, value.text, {});
    at = request->cause;
  }
  const kustomize::transform::Expanded expanded =
      kustomize::transform::expand_vars(text_of(at), [&](std::string_view name) {
        const auto found = vars.find(name);
        return found == vars.end() ? Node() : found->second;
      });
  return texts({expanded.whole ? kustomize::transform::var_text(expanded.whole) : expanded.text});
}

Values Rerun::substituted(const Origin& origin) {
  // The variables in the order in which the template reads them, then the template.
  std::vector<std::string> values;
  const Origin* at = &origin;
  while (at != nullptr &&
         (at->operation == Operation::substituted || at->operation == Operation::unresolved)) {
    const Origin* request = closing(*at);
    if (request == nullptr) return {};
    if (at->cause != request) values.push_back(text_of(at->cause));
    at = request->cause;
  }
  const std::string text = text_of(at);
  std::vector<std::string> names;
  static const RE2 kName("\\$\\{?([_a-zA-Z][_a-zA-Z0-9]*)");
  std::string_view rest = text;
  re2::StringPiece input(rest.data(), rest.size());
  for (std::string name; RE2::FindAndConsume(&input, kName, &name);) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  // Names that nothing sets are not in the chain: which ones, the result must tell.
  Values results;
  const auto expand = [&](std::size_t chosen) {
    flux::Variables variables;
    std::size_t next = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if ((chosen >> i & 1) != 0 && next < values.size()) variables.set(names[i], values[next++], {});
    }
    if (next != values.size()) return;
    for (const flux::Undefined undefined : {flux::Undefined::empty, flux::Undefined::kept}) {
      const flux::Expansion expansion = flux::expand(text, variables, undefined);
      if (expansion.error) continue;
      add(results, {expansion.text, yaml::Kind::string, false});
      // It is read again, without the quotes that the template may have had.
      for (const Value& value : parse(expansion.text)) add(results, value);
    }
  };
  for (std::size_t chosen = 0; chosen < (std::size_t{1} << std::min<std::size_t>(names.size(), 8));
       ++chosen) {
    expand(chosen);
  }
  // A hidden value leaves its expression as it was.
  if (origin.operation == Operation::unresolved) add(results, {text, yaml::Kind::string, false});
  return results;
}

}  // namespace fleetlint::origins
