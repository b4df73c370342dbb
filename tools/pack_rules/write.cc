#include "pack_rules/write.h"

#include <map>
#include <string_view>

namespace pack_rules {
namespace {

constexpr std::string_view kNotice = "// Generated from rules/ by tools/pack_rules.\n";

const std::map<std::string, std::string, std::less<>> kSignatures = {
    {"file", "const ::fleetlint::rules::FileContext&, ::fleetlint::diag::Collector&"},
    {"object",
     "const ::fleetlint::kube::Object&, const ::fleetlint::rules::ObjectContext&, "
     "::fleetlint::diag::Collector&"},
    {"cluster", "const ::fleetlint::fleet::Cluster&, ::fleetlint::diag::Collector&"},
    {"fleet", "const ::fleetlint::fleet::Fleet&, ::fleetlint::diag::Collector&"},
};

/// A string literal, one source line for each line of the text.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
      if (i + 1 < text.size()) out += "\"\n    \"";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c != '\r') {
      out += c;
    }
  }
  return out + "\"";
}

std::string list(const std::string& name, const std::vector<std::string>& items) {
  if (items.empty()) return {};
  std::string out = "constexpr std::string_view " + name + "[] = {";
  for (const std::string& item : items) out += literal(item) + ", ";
  return out + "};\n";
}

std::string row(const Page& page, const std::string& number) {
  const std::string severity = "diag::Severity::" + page.severity;
  const std::string confidence = "diag::Confidence::" + page.confidence;
  const std::string persona = "Persona::" + (page.persona == "default" ? "standard" : page.persona);
  const auto check = [&](std::string_view scope) {
    return page.native() && page.scope == scope ? "&" + page.area_name() + "::" + page.function_name()
                                                : std::string("nullptr");
  };
  std::string out = "    Rule{.id = " + literal(page.id) + ",\n";
  const auto field = [&](std::string_view name, const std::string& value) {
    out.append("         .").append(name).append(" = ").append(value).append(",\n");
  };
  field("summary", literal(page.summary));
  field("scope", "Scope::" + page.scope);
  field("kinds", page.kinds.empty() ? "{}" : "kKinds" + number);
  field("severity", severity);
  field("confidence", confidence);
  field("persona", persona);
  field("controls", page.controls.empty() ? "{}" : "kControls" + number);
  field("since", literal(page.since));
  field("help", literal(page.help));
  field("engine", literal(page.engine));
  field("file_check", check("file"));
  field("object_check", check("object"));
  field("cluster_check", check("cluster"));
  field("fleet_check", check("fleet"));
  return out + "    },\n";
}

}  // namespace

std::string twins_header(const std::vector<Page>& pages) {
  std::string out(kNotice);
  out += "#pragma once\n\n#include \"rules/rule.h\"\n";
  for (const Page& page : pages) {
    if (!page.native()) continue;
    out += "\nnamespace fleetlint::rules::" + page.area_name() + " {\n/// rules/" + page.id +
           ".md: " + page.summary + "\nvoid " + page.function_name() + "(" +
           kSignatures.find(page.scope)->second + ");\n}\n";
  }
  return out;
}

std::string rule_table(const std::vector<Page>& pages) {
  std::string lists;
  std::string rows;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const std::string number = std::to_string(i);
    lists += list("kKinds" + number, pages[i].kinds);
    lists += list("kControls" + number, pages[i].controls);
    rows += row(pages[i], number);
  }
  std::string checks;
  for (const Page& page : pages) {
    if (page.check_language.empty()) continue;
    checks += "\nnamespace fleetlint::rules::" + page.area_name() + " {\nvoid " + page.function_name() +
              "(const kube::Object& object, const ObjectContext&, diag::Collector& out) {\n  static const "
              "PageCheck check(" +
              literal(page.check_language) + ", " + literal(page.check) + ", " + literal(page.summary) +
              ");\n  check.run(object, out);\n}\n}\n";
  }
  std::string out(kNotice);
  out +=
      "#include <array>\n\n#include \"rules/page_check.h\"\n#include \"rules/rule.h\"\n#include "
      "\"rules/twins.h\"\n\nnamespace fleetlint::rules {\n";
  out += "namespace {\n" + lists + "const std::array<Rule, " + std::to_string(pages.size()) +
         "> kRules = {{\n" + rows +
         "}};\n}  // namespace\n\nstd::span<const Rule> rules() { return kRules; }\n\n}  // namespace "
         "fleetlint::rules\n" +
         checks;
  return out;
}

}  // namespace pack_rules
