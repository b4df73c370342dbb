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

SubstitutionCache::Template& SubstitutionCache::template_of(yaml::Node object) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = templates_.find(object.identity()); found != templates_.end())
      return *found->second;
  }
  std::set<std::string, std::less<>> names;
  add_names(object, names);
  auto made = std::make_unique<Template>();
  made->names.assign(names.begin(), names.end());
  made->plan = SubstitutionPlan::make(object);
  const std::lock_guard lock(mutex_);
  return *templates_.try_emplace(object.identity(), std::move(made)).first->second;
}

SubstitutedObject SubstitutionCache::make(Template& known, Arena& arena, const source::SourceMap& sources,
                                          yaml::Node object, const Variables& variables,
                                          const SubstituteOptions& options, diag::Collector& out) {
  bool has_proved = false;
  std::optional<SubstitutionPlan> plan;
  {
    const std::lock_guard lock(mutex_);
    has_proved = known.has_proved;
    if (!has_proved) plan = known.plan;
  }
  if (has_proved) {
    if (const std::optional<yaml::Node> node = known.plan->apply(arena, variables)) {
      const std::lock_guard lock(mutex_);
      ++counters_.planned;
      return {*node, {}, {}, {}};
    }
  }
  SubstitutedObject result = flux::substitute(arena, sources, object, variables, options, out);
  if (!plan || !result.failed_stage.empty()) return result;
  const std::optional<yaml::Node> node = plan->apply(arena, variables);
  if (!node) return result;
  const std::lock_guard lock(mutex_);
  if (same_made(*node, result.node)) {
    known.has_proved = true;
  } else if (!known.has_proved) {
    known.plan.reset();
  }
  return result;
}

SubstitutedObject SubstitutionCache::substitute(Arena& arena, const source::SourceMap& sources,
                                                yaml::Node object, const Variables& variables,
                                                const SubstituteOptions& options, diag::Collector& out) {
  if (!has_expressions(object)) return {object, {}, {}, {}};
  Key key{object.identity(), {}};
  // Of options and completeness every unset variable takes its meaning.
  key.second.emplace_back(nullptr, std::string{variables.complete ? '1' : '0', options.strict ? '1' : '0',
                                               options.undefined == Undefined::kept ? '1' : '0'});
  Template& known = template_of(object);
  for (const std::string& name : known.names) {
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
  SubstitutedObject result = make(known, arena, sources, object, variables, options, out);
  const std::lock_guard lock(mutex_);
  ++counters_.made;
  if (out.findings().size() != before || !result.failed_stage.empty()) return result;
  return results_.try_emplace(std::move(key), std::move(result)).first->second;
}

SubstitutionCache::Counters SubstitutionCache::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

}  // namespace fleetlint::flux
