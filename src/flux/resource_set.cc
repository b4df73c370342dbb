#include "flux/resource_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "base/strings.h"
#include "flux/read_again.h"
#include "yaml/edit.h"
#include "yaml/emit.h"

namespace fleetlint::flux {

namespace {

using yaml::Node;

/// What the sets of a cluster may make. Inputs and templates multiply: a small file could ask for very much.
struct Budget {
  std::size_t objects = 20'000;
  std::size_t bytes = 32 << 20;
};

constexpr std::size_t kLongestValue = 100'000;

/// What a set or a provider calls itself in its inputs.
struct Input {
  Node values;
  kube::Object provider;
};

/// A value on its way through a pipeline, and the input that it came from.
struct Value {
  std::string text;
  Node node;
};

/// As Go prints it. Nothing for what is better not guessed: numbers that it writes with an exponent,
/// collections.
std::optional<std::string> printed(Node value) {
  if (value.is_string()) return std::string(value.text());
  if (const auto flag = value.as_bool()) return std::string(*flag ? "true" : "false");
  const auto number = value.as_int();
  if (number && *number > -1'000'000 && *number < 1'000'000) return std::to_string(*number);
  return std::nullopt;
}

/// One expression: `inputs.a.b | default "x" | quote`.
class Pipeline {
 public:
  Pipeline(std::string_view text, const Input& input) : rest_(text), input_(input) {}

  /// Nothing where it is more than can be evaluated here.
  std::optional<Value> evaluate() {
    std::optional<Value> value = first();
    while (value) {
      skip_blanks();
      if (rest_.empty()) return value;
      if (!rest_.starts_with('|')) return std::nullopt;
      rest_.remove_prefix(1);
      const std::string function = word();
      if (!apply(function, *value) || value->text.size() > kLongestValue) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t' || rest_.front() == '\n'))
      rest_.remove_prefix(1);
  }

  /// Up to a blank or a bar.
  std::string word() {
    skip_blanks();
    const std::string_view found = rest_.substr(0, rest_.find_first_of(" \t\n|"));
    rest_.remove_prefix(found.size());
    return std::string(found);
  }

  std::optional<Value> first() {
    const std::string path = word();
    if (!path.starts_with("inputs.")) return std::nullopt;
    const std::vector<std::string_view> keys = split(std::string_view(path).substr(7), '.');
    if (keys.size() == 2 && keys[0] == "provider") return of_provider(keys[1]);
    Node node = input_.values;
    for (const std::string_view key : keys) node = node[key];
    std::optional<std::string> text = printed(node);
    if (!text) return std::nullopt;
    return Value{std::move(*text), node};
  }

  std::optional<Value> of_provider(std::string_view key) const {
    if (key != "apiVersion" && key != "kind" && key != "name" && key != "namespace") return std::nullopt;
    const Node holder =
        key == "name" || key == "namespace" ? input_.provider["metadata"] : input_.provider.node();
    const Node node = holder[key];
    if (!node.is_string()) return std::nullopt;
    return Value{std::string(node.text()), node};
  }

  /// A text in quotes without escapes, or a number.
  std::optional<std::string> argument() {
    skip_blanks();
    if (rest_.empty()) return std::nullopt;
    if (const char quote = rest_.front(); quote == '"' || quote == '`') {
      const std::size_t end = rest_.find(quote, 1);
      if (end == std::string_view::npos) return std::nullopt;
      std::string text(rest_.substr(1, end - 1));
      rest_.remove_prefix(end + 1);
      if (quote == '"' && text.find('\\') != std::string::npos) return std::nullopt;
      return text;
    }
    std::string number = word();
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    return number;
  }

  bool apply(std::string_view function, Value& value) {
    const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
    std::string& text = value.text;
    if (function == "toString") return true;
    if (function == "int")
      return !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos &&
             (text == "0" || text.front() != '0');
    // Upper and lower case of other letters is not what this is for.
    if (!std::ranges::all_of(text, is_plain)) return false;
    if (function == "quote") {
      text = "\"" + text + "\"";
    } else if (function == "squote") {
      text = "'" + text + "'";
    } else if (function == "lower") {
      text = to_lower(text);
    } else if (function == "upper") {
      std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
    } else if (function == "trim") {
      text = std::string(trim(text));
    } else {
      return apply_with_argument(function, text);
    }
    return true;
  }

  bool apply_with_argument(std::string_view function, std::string& text) {
    const std::optional<std::string> given = argument();
    if (!given) return false;
    if (function == "default") {
      // Zero and false count as empty, too.
      if (text == "0" || text == "false") return false;
      if (text.empty()) text = *given;
    } else if (function == "trimPrefix") {
      if (text.starts_with(*given)) text.erase(0, given->size());
    } else if (function == "trimSuffix") {
      if (text.ends_with(*given)) text.resize(text.size() - given->size());
    } else if (function == "replace") {
      const std::optional<std::string> by = argument();
      if (!by || given->empty()) return false;
      const std::string before = std::exchange(text, {});
      std::size_t from = 0;
      for (std::size_t at = before.find(*given); at != std::string::npos; at = before.find(*given, from)) {
        text += before.substr(from, at - from) + *by;
        from = at + given->size();
        if (text.size() > kLongestValue) return false;
      }
      text += before.substr(from);
    } else {
      return false;
    }
    return true;
  }

  std::string_view rest_;
  const Input& input_;
};

class Renderer {
 public:
  Renderer(Arena& arena, const kube::Object& set, std::span<const kube::Object> providers, Budget& budget)
      : arena_(arena), set_(set), providers_(providers), budget_(budget) {}

  ResourceSetObjects render() {
    const Node spec = set_["spec"];
    if (spec["resourcesTemplate"]) return failed("resourcesTemplate is not evaluated here");
    if (spec["steps"]) return failed("steps are not evaluated here");
    if (!add_inputs(spec)) return failed(failure_);
    for (const Input& input : inputs_) {
      for (const Node& item : spec["resources"].items()) {
        if (!add(input, item)) return failed(failure_);
      }
    }
    return std::move(result_);
  }

 private:
  static ResourceSetObjects failed(std::string why) { return {{}, std::move(why)}; }

  bool fail(std::string why) {
    failure_ = std::move(why);
    return false;
  }

  bool add_inputs(Node spec) {
    const std::string_view strategy = spec["inputStrategy"]["name"].text();
    if (!strategy.empty() && strategy != "Flatten") return fail("its inputStrategy is not evaluated here");
    for (const Node& values : spec["inputs"].items()) inputs_.push_back({values, set_});
    for (const Node& from : spec["inputsFrom"].items()) {
      if (!from["name"].is_string()) return fail("its providers are chosen by labels");
      if (!add_provider(from["name"].text())) return false;
    }
    const bool has_sources = !spec["inputs"].items().empty() || !spec["inputsFrom"].items().empty();
    if (!has_sources) inputs_.push_back({Node(), set_});
    return true;
  }

  bool add_provider(std::string_view name) {
    const auto found = std::ranges::find_if(providers_, [&](const kube::Object& provider) {
      return provider.name() == name && provider.name_space() == set_.name_space();
    });
    if (found == providers_.end()) return fail(fmt::format("its provider {} is not here", quote(name)));
    if ((*found)["spec"]["type"].text() != "Static")
      return fail(fmt::format("the inputs of its provider {} are fetched", quote(name)));
    inputs_.push_back({(*found)["spec"]["defaultValues"], *found});
    return true;
  }

  bool add(const Input& input, Node item) {
    std::vector<yaml::EmittedScalar> scalars;
    const std::string text = yaml::emit(item, &scalars);
    std::optional<Expansion> expansion = expand(text, input);
    if (!expansion) return false;
    if (budget_.objects == 0 || budget_.bytes < expansion->text.size())
      return fail("the cluster's ResourceSets make too much");
    --budget_.objects;
    budget_.bytes -= expansion->text.size();
    Node node = item;
    if (expansion->changed()) {
      ReadAgain again = read_again(arena_, item, scalars, *expansion);
      if (!again.reason.empty()) return fail("a rendered object is no YAML: " + again.reason);
      node = again.node;
    }
    const kube::Object object(node);
    if (!kube::is_object(node)) return fail("a rendered object has no apiVersion, kind or name");
    if (object.group() == kOperatorGroup) return fail("it makes objects of the operator itself");
    // Into which namespace the operator puts it is not known here.
    if (object.name_space().empty() && !kube::is_cluster_scoped(object.group(), object.kind()))
      return fail("a rendered object names no namespace");
    if (object.annotations()["fluxcd.controlplane.io/reconcile"].text() == "disabled") return true;
    if (seen_.insert(object.id()).second) result_.objects.push_back(object);
    return true;
  }

  /// Nothing where the text holds more than simple expressions.
  std::optional<Expansion> expand(std::string_view text, const Input& input) {
    Expansion out;
    std::size_t at = 0;
    const auto put = [&](std::string_view part, std::size_t begin, std::size_t end,
                         const Variable* variable) {
      Piece piece;
      piece.output.begin = static_cast<std::uint32_t>(out.text.size());
      out.text += part;
      piece.output.end = static_cast<std::uint32_t>(out.text.size());
      piece.input = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
      piece.replaced = variable != nullptr;
      if (variable != nullptr) piece.variables.push_back(variable);
      out.pieces.push_back(std::move(piece));
    };
    while (at < text.size()) {
      const std::size_t begin = std::min(text.find("<<", at), text.size());
      if (begin > at) put(text.substr(at, begin - at), at, begin, nullptr);
      if (begin == text.size()) break;
      const std::size_t end = text.find(">>", begin);
      const std::string_view inner =
          end == std::string_view::npos ? text : text.substr(begin + 2, end - begin - 2);
      std::optional<Value> value;
      if (end != std::string_view::npos && inner.size() >= 2 && inner.front() != '-' && inner.back() != '-' &&
          inner.find('\n') == std::string_view::npos)
        value = Pipeline(inner, input).evaluate();
      if (!value) {
        fail(fmt::format("the expression {} is not evaluated here",
                         quote(text.substr(begin, inner.size() + 4))));
        return std::nullopt;
      }
      variables_.push_back({value->text, value->node, false});
      put(value->text, begin, end + 2, &variables_.back());
      at = end + 2;
    }
    return out;
  }

  Arena& arena_;
  kube::Object set_;
  std::span<const kube::Object> providers_;
  Budget& budget_;
  std::vector<Input> inputs_;
  std::deque<Variable> variables_;  // pieces point to them
  std::set<kube::ObjectId> seen_;
  ResourceSetObjects result_;
  std::string failure_;
};

/// Has a key of the objects an expression? Those cannot be followed to their place.
bool has_expression_in_key(Node node) {
  return std::ranges::any_of(node.items(), has_expression_in_key) ||
         std::ranges::any_of(node.entries(), [](const yaml::Entry& entry) {
           return entry.key.text().find("<<") != std::string_view::npos || has_expression_in_key(entry.value);
         });
}

}  // namespace

std::vector<ResourceSetObjects> render_resource_sets(Arena& arena, std::span<const kube::Object> sets,
                                                     std::span<const kube::Object> providers) {
  Budget budget;
  std::vector<ResourceSetObjects> all;
  for (const kube::Object& set : sets) {
    const Node spec = set["spec"];
    if (has_expression_in_key(spec["resources"])) {
      all.push_back({{}, "a key of an object holds an expression"});
    } else if (spec["commonMetadata"].is_mapping()) {
      all.push_back({{}, "commonMetadata is not applied here"});
    } else {
      all.push_back(Renderer(arena, set, providers, budget).render());
    }
  }
  return all;
}

}  // namespace fleetlint::flux
