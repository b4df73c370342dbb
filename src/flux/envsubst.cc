#include "flux/envsubst.h"

#include <algorithm>
#include <utility>

#include "flux/envsubst_functions.h"
#include "flux/envsubst_parse.h"
#include "flux/unicode.h"

namespace fleetlint::flux {

namespace {

bool is_default_operator(std::string_view name) {
  return name == "=" || name == ":=" || name == ":-" || name == ":+" || name == ":?";
}

/// What an expression gives.
struct Value {
  std::string text;
  bool unknown = false;
  std::vector<const Variable*> variables;
};

class Evaluator {
 public:
  Evaluator(std::string_view text, const Variables& variables, Undefined undefined, Expansion& out)
      : text_(text), variables_(variables), undefined_(undefined), out_(out) {}

  Value call(const Expression& node) {
    std::vector<Value> args;
    bool unknown_argument = false;
    for (const Expression& arg : node.args) {
      args.push_back(arg.is_call ? call(arg) : Value{arg.text, false, {}});
      unknown_argument = unknown_argument || args.back().unknown;
    }
    const Variable* variable = variables_.find(node.param);
    if (variable != nullptr && variable->hidden) return unresolved(node, UnresolvedVariable::Why::hidden);
    Value value;
    if (variable != nullptr) {
      value.text = variable->value;
      value.variables.push_back(variable);
    }
    if (is_default_operator(node.name)) {
      if (!value.text.empty()) return value;
      for (Value& arg : args) {
        value.text += arg.text;
        value.unknown = value.unknown || arg.unknown;
        value.variables.insert(value.variables.end(), arg.variables.begin(), arg.variables.end());
      }
      return value;
    }
    if (unknown_argument) return as_written(node);
    if (variable == nullptr) {
      if (!variables_.complete) return unresolved(node, UnresolvedVariable::Why::set_elsewhere);
      out_.undefined.push_back({node.param, node.span});
      if (undefined_ == Undefined::kept) return unresolved(node, UnresolvedVariable::Why::unset);
    }
    if (node.name.empty()) return value;
    for (const Value& arg : args) {
      value.variables.insert(value.variables.end(), arg.variables.begin(), arg.variables.end());
    }
    value.text = transformed(node, value.text, args);
    if (value.text.size() > kMaxOutput) {
      error(ExpansionError::too_large, node);
      value.text.clear();
    }
    return value;
  }

 private:
  Value as_written(const Expression& node) const {
    return {std::string(text_.substr(node.span.begin, node.span.end - node.span.begin)), true, {}};
  }

  Value unresolved(const Expression& node, UnresolvedVariable::Why why) {
    out_.unresolved.push_back({node.param, why});
    return as_written(node);
  }

  void error(ExpansionError error, const Expression& node) {
    if (out_.error) return;
    out_.error = error;
    out_.error_at = node.span;
  }

  std::string transformed(const Expression& node, const std::string& value, const std::vector<Value>& args) {
    const std::string_view name = node.name;
    if (name == "#" && args.empty()) return std::to_string(value.size());
    if (name == "^") return mapped(value, upper_of, true);
    if (name == "^^") return mapped(value, upper_of, false);
    if (name == ",") return mapped(value, lower_of, true);
    if (name == ",,") return mapped(value, lower_of, false);
    if (name == ":") return substring(node, value, args);
    if (name.front() == '/') {
      auto text = replacement(name, value, args);
      if (!text) error(ExpansionError::too_large, node);
      return text.value_or(std::string());
    }
    if (name.front() == '#' || name.front() == '%') {
      if (value.size() > kMaxTrimmed || args.front().text.size() > kMaxTrimmed) {
        error(ExpansionError::too_large, node);
        return {};
      }
      const bool longest = name.size() == 2;
      if (name.front() == '#') return trimmed(value, args.front().text, longest);
      // The pattern is turned round with the value, so classes and escapes in it do not survive.
      return reversed(trimmed(reversed(value), reversed(args.front().text), longest));
    }
    return value;  // mixed case signs: `${x^,}`
  }

  static std::optional<std::string> replacement(std::string_view name, const std::string& value,
                                                const std::vector<Value>& args) {
    const std::string& from = args[0].text;
    const std::string_view to = args.size() > 1 ? std::string_view(args[1].text) : std::string_view();
    if (name == "/" || name == "//") return replaced(value, from, to, name == "//");
    if (args.size() < 2) return value;
    if (name == "/#") return value.starts_with(from) ? replaced(value, from, to, false) : value;
    if (!value.ends_with(from)) return value;
    return std::string(value, 0, value.size() - from.size()).append(to);
  }

  std::string substring(const Expression& node, const std::string& value, const std::vector<Value>& args) {
    const auto size = static_cast<long>(value.size());
    const auto position = decimal(args[0].text);
    if (!position) return value;
    const long begin = *position < 0 ? std::max(0L, size + *position) : *position;
    const std::string rest = begin < size ? value.substr(static_cast<std::size_t>(begin)) : std::string();
    if (args.size() == 1) return rest;
    const auto length = decimal(args[1].text);
    if (!length) return value;
    if (begin + *length >= size) return rest;
    if (*length >= 0) return rest.substr(0, static_cast<std::size_t>(*length));
    error(ExpansionError::negative_length, node);
    return {};
  }

  std::string_view text_;
  const Variables& variables_;
  Undefined undefined_;
  Expansion& out_;
};

std::uint32_t size_of(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

void add_text(const Expression& node, Expansion& out) {
  for (std::size_t i = 0; i < node.runs.size(); ++i) {
    const auto [from, input] = node.runs[i];
    const std::uint32_t to = i + 1 < node.runs.size() ? node.runs[i + 1].first : size_of(node.text);
    const std::uint32_t begin = size_of(out.text);
    if (i > 0) {
      // The `$` that a `$$` becomes.
      out.pieces.push_back({{begin, begin + 1}, {input - 1, input + 1}, true, false, {}});
      if (to - from > 1) {
        out.pieces.push_back(
            {{begin + 1, begin + to - from}, {input + 1, input + to - from}, false, false, {}});
      }
    } else if (to > from) {
      out.pieces.push_back({{begin, begin + to - from}, {input, input + to - from}, false, false, {}});
    }
    out.text.append(node.text, from, to - from);
  }
}

}  // namespace

void Variables::set(std::string_view name, std::string_view value, yaml::Node node, bool hidden) {
  Variable variable{{}, node, hidden};
  std::copy_if(value.begin(), value.end(), std::back_inserter(variable.value),
               [](char c) { return c != '\n'; });
  by_name.insert_or_assign(std::string(name), std::move(variable));
}

const Variable* Variables::find(std::string_view name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : &found->second;
}

bool is_variable_name(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::string_view to_string(ExpansionError error) {
  switch (error) {
    case ExpansionError::bad_substitution: return "bad-substitution";
    case ExpansionError::missing_closing_brace: return "missing-closing-brace";
    case ExpansionError::bad_variable_name: return "bad-variable-name";
    case ExpansionError::bad_function_argument: return "bad-function-argument";
    case ExpansionError::negative_length: return "panic";
    case ExpansionError::too_large: break;
  }
  return "too-large";
}

bool Expansion::changed() const {
  return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return piece.replaced; });
}

bool has_expression(std::string_view text) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    if (at + 1 < text.size() && (text[at + 1] == '{' || text[at + 1] == '$')) return true;
  }
  return false;
}

Expansion expand(std::string_view text, const Variables& variables, Undefined undefined) {
  Expansion out;
  const ParsedTemplate parsed = parse_template(text);
  if (parsed.error) {
    out.error = parsed.error;
    out.error_at = parsed.error_at;
    return out;
  }
  Evaluator evaluator(text, variables, undefined, out);
  for (const Expression& part : parsed.parts) {
    if (!part.is_call) {
      add_text(part, out);
      continue;
    }
    Value value = evaluator.call(part);
    const std::uint32_t begin = size_of(out.text);
    if (out.text.size() + value.text.size() > kMaxOutput && !out.error) {
      out.error = ExpansionError::too_large;
      out.error_at = part.span;
    }
    if (out.error) break;
    out.text += value.text;
    out.pieces.push_back(
        {{begin, size_of(out.text)}, part.span, true, value.unknown, std::move(value.variables)});
  }
  if (out.error) {
    out.text.clear();
    out.pieces.clear();
  }
  return out;
}

}  // namespace fleetlint::flux
