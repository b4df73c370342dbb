#include "kustomize/label_selector.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace fleetlint::kustomize {

namespace {

using Operator = LabelRequirement::Operator;

/// Words and signs of a selector, one after the other.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) { advance(); }

  std::string_view token() const { return token_; }
  bool is_word() const { return is_word_; }
  bool at_end() const { return token_.empty(); }

  std::string_view next() {
    const std::string_view taken = token_;
    advance();
    return taken;
  }

  bool take(std::string_view sign) {
    if (is_word_ || token_ != sign) return false;
    advance();
    return true;
  }

 private:
  static bool is_sign(char c) { return std::string_view("=!(),><").find(c) != std::string_view::npos; }
  static bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

  void advance() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
    std::size_t size = 0;
    is_word_ = !rest_.empty() && !is_sign(rest_.front());
    if (is_word_) {
      while (size < rest_.size() && !is_sign(rest_[size]) && !is_space(rest_[size])) ++size;
    } else if (rest_.starts_with("==") || rest_.starts_with("!=")) {
      size = 2;
    } else {
      size = std::min<std::size_t>(1, rest_.size());
    }
    token_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }

  std::string_view rest_;
  std::string_view token_;
  bool is_word_ = false;
};

bool is_name(std::string_view text, std::size_t limit) {
  const auto is_edge = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const auto is_inner = [&](char c) { return is_edge(c) || c == '-' || c == '_' || c == '.'; };
  return !text.empty() && text.size() <= limit && is_edge(text.front()) && is_edge(text.back()) &&
         std::ranges::all_of(text, is_inner);
}

/// A DNS subdomain.
bool is_prefix(std::string_view text) {
  const auto is_upper = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
  if (text.size() > 253 || std::ranges::any_of(text, is_upper)) return false;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t dot = std::min(text.find('.', at), text.size());
    if (!is_name(text.substr(at, dot - at), 253)) return false;
    at = dot + 1;
  }
  return true;
}

bool is_key(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return is_name(text, 63);
  return is_prefix(text.substr(0, slash)) && is_name(text.substr(slash + 1), 63);
}

bool is_value(std::string_view text) { return text.empty() || is_name(text, 63); }

std::optional<long long> to_number(std::string_view text) {
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool read_set(Scanner& scanner, LabelRequirement& requirement) {
  if (!scanner.take("(")) return false;
  for (;;) {
    requirement.values.emplace_back(scanner.is_word() ? scanner.next() : std::string_view());
    if (scanner.take(",")) continue;
    return scanner.take(")");
  }
}

bool read_requirement(Scanner& scanner, LabelRequirement& requirement) {
  const bool negated = scanner.take("!");
  if (!scanner.is_word()) return false;
  requirement.key = scanner.next();
  if (!is_key(requirement.key)) return false;
  if (negated) {
    requirement.op = Operator::absent;
    return true;
  }
  if (scanner.at_end() || scanner.token() == ",") return true;
  if (scanner.is_word()) {
    const std::string_view word = scanner.next();
    if (word != "in" && word != "notin") return false;
    requirement.op = word == "in" ? Operator::in : Operator::not_in;
    if (!read_set(scanner, requirement)) return false;
  } else {
    const std::string_view sign = scanner.next();
    if (sign == "=" || sign == "==") {
      requirement.op = Operator::in;
    } else if (sign == "!=") {
      requirement.op = Operator::not_in;
    } else if (sign == ">" || sign == "<") {
      requirement.op = sign == ">" ? Operator::greater : Operator::less;
    } else {
      return false;
    }
    requirement.values.emplace_back(scanner.is_word() ? scanner.next() : std::string_view());
    if ((sign == ">" || sign == "<") && !to_number(requirement.values.back())) return false;
  }
  return std::ranges::all_of(requirement.values, is_value);
}

bool holds(const LabelRequirement& requirement, yaml::Node labels) {
  const yaml::Entry* entry = labels.find(requirement.key);
  const std::string_view value = entry == nullptr ? std::string_view() : entry->value.text();
  const auto is_among = [&] {
    return std::ranges::find(requirement.values, value) != requirement.values.end();
  };
  switch (requirement.op) {
    case Operator::exists: return entry != nullptr;
    case Operator::absent: return entry == nullptr;
    case Operator::in: return entry != nullptr && is_among();
    case Operator::not_in: return entry == nullptr || !is_among();
    case Operator::greater:
    case Operator::less: {
      const std::optional<long long> number = to_number(value);
      const std::optional<long long> limit = to_number(requirement.values.front());
      if (entry == nullptr || !number || !limit) return false;
      return requirement.op == Operator::greater ? *number > *limit : *number < *limit;
    }
  }
  return false;
}

}  // namespace

bool LabelSelector::matches(yaml::Node labels) const {
  return std::ranges::all_of(requirements, [&](const LabelRequirement& r) { return holds(r, labels); });
}

LabelSelector parse_label_selector(std::string_view text) {
  LabelSelector selector;
  Scanner scanner(text);
  while (!scanner.at_end()) {
    LabelRequirement requirement;
    if (!read_requirement(scanner, requirement)) {
      selector.valid = false;
      return selector;
    }
    selector.requirements.push_back(std::move(requirement));
    if (scanner.at_end()) break;
    // A comma wants another requirement behind it.
    if (!scanner.take(",") || scanner.at_end()) selector.valid = false;
    if (!selector.valid) return selector;
  }
  return selector;
}

}  // namespace fleetlint::kustomize
