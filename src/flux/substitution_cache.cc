#include "flux/substitution_cache.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "flux/unicode.h"

namespace fleetlint::flux {

namespace {

/// All that may be the name of a variable in the text: more than there are at worst.
void add_names(std::string_view text, std::set<std::string, std::less<>>& names) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    std::size_t begin = at + 2;
    if (begin < text.size() && text[begin] == '#') ++begin;
    std::size_t end = begin;
    while (end < text.size()) {
      const Rune rune = rune_at(text, end);
      if (rune.code != '_' && !is_letter_or_digit(rune.code)) break;
      end += rune.size;
    }
    if (end > begin) names.emplace(text.substr(begin, end - begin));
  }
}

void add_names(yaml::Node node, std::set<std::string, std::less<>>& names) {
  if (node.is_string()) add_names(node.text(), names);
  for (const yaml::Node& item : node.items()) add_names(item, names);
  for (const yaml::Entry& entry : node.entries()) {
    add_names(entry.key.text(), names);
    add_names(entry.value, names);
  }
}

}  // namespace

const std::vector<std::string>& SubstitutionCache::names_in(yaml::Node object) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = names_.find(object.identity()); found != names_.end()) return found->second;
  }
  std::set<std::string, std::less<>> names;
  add_names(object, names);
  const std::lock_guard lock(mutex_);
  return names_.try_emplace(object.identity(), names.begin(), names.end()).first->second;
}

SubstitutedObject SubstitutionCache::substitute(Arena& arena, const source::SourceMap& sources,
                                                yaml::Node object, const Variables& variables,
                                                const SubstituteOptions& options, diag::Collector& out) {
  if (!has_expressions(object)) return {object, {}, {}, {}};
  Key key{object.identity(), {}};
  // Of options and completeness every unset variable takes its meaning.
  key.second.emplace_back(nullptr, std::string{variables.complete ? '1' : '0', options.strict ? '1' : '0',
                                               options.undefined == Undefined::kept ? '1' : '0'});
  for (const std::string& name : names_in(object)) {
    const Variable* variable = variables.find(name);
    if (variable == nullptr) {
      key.second.emplace_back(nullptr, std::string());
    } else {
      key.second.emplace_back(variable->node.identity(), (variable->hidden ? "?" : "=") + variable->value);
    }
  }
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = results_.find(key); found != results_.end()) {
      ++counters_.shared;
      return found->second;
    }
  }
  const std::size_t before = out.findings().size();
  SubstitutedObject result = flux::substitute(arena, sources, object, variables, options, out);
  const std::lock_guard lock(mutex_);
  ++counters_.made;
  if (out.findings().size() != before || !result.failed_stage.empty()) return result;
  return results_.try_emplace(std::move(key), std::move(result)).first->second;
}

const std::vector<std::size_t>& SubstitutionCache::with_expressions(const kustomize::Rendered& build) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = with_expressions_.find(&build); found != with_expressions_.end())
      return found->second;
  }
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < build.objects.size(); ++i) {
    if (has_expressions(build.objects[i].node())) numbers.push_back(i);
  }
  const std::lock_guard lock(mutex_);
  return with_expressions_.try_emplace(&build, std::move(numbers)).first->second;
}

SubstitutionCache::Counters SubstitutionCache::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

}  // namespace fleetlint::flux
