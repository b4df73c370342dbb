// fleetlint man: the manual page, made from the options as they are declared.
//
// In the macros of man(7), for `man -l`, and for packages to install.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.h"
#include "cli/command.h"
#include "cli/version.h"

namespace fleetlint::cli {

namespace {

/// Text for roff: no escapes, no minus that is taken for a hyphen, no line that is a request.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '\'': out += "\\(aq"; break;
      case '`': out += "\\(ga"; break;
      case '\n': out += ' '; break;
      default: out += c;
    }
  }
  if (out.starts_with('.')) out.insert(0, "\\&");
  return out;
}

std::string names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("\\fB" + escaped("-" + name) + "\\fR");
  for (const std::string& name : option.get_lnames()) names.push_back("\\fB" + escaped("--" + name) + "\\fR");
  if (names.empty()) return "\\fI" + escaped(option.get_name()) + "\\fR";
  std::string text = join(names, ", ");
  if (option.get_items_expected_max() > 0) {
    // "TEXT:{error,warning}" becomes the choices, "TEXT" stays a word to be replaced.
    const std::string type = option.get_type_name();
    const std::size_t open = type.find('{');
    text += open == std::string::npos ? " \\fI" + escaped(type.substr(0, type.find(':'))) + "\\fR"
                                      : " " + escaped(type.substr(open));
  }
  return text;
}

void add_options(const CLI::App& app, std::string& out) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->check_lname("help")) continue;
    out += fmt::format(".TP\n{}\n{}", names_of(*option), escaped(option->get_description()));
    if (const std::string fallback = option->get_default_str(); !fallback.empty())
      out += fmt::format(" (default: {})", escaped(fallback));
    out += ".\n";
  }
}

void add_command(const CLI::App& app, const std::string& name, std::string& out) {
  out += fmt::format(".SS fleetlint {}\n{}.\n", escaped(name), escaped(app.get_description()));
  add_options(app, out);
  for (const CLI::App* nested : app.get_subcommands([](const CLI::App*) { return true; }))
    add_command(*nested, name + " " + nested->get_name(), out);
}

std::string page(const CLI::App& root) {
  std::string out = fmt::format(
      ".TH FLEETLINT 1 \"\" \"fleetlint {}\" \"User Commands\"\n"
      ".SH NAME\nfleetlint \\- {}\n"
      ".SH SYNOPSIS\n\\fBfleetlint\\fR [\\fICOMMAND\\fR] [\\fIOPTIONS\\fR] [\\fIPATH\\fR]\n"
      ".SH DESCRIPTION\n"
      "fleetlint renders what every cluster of a repository will apply, kustomize, Flux Kustomizations and\n"
      "variable substitution included, and checks it against the schemas of that cluster and against rules.\n"
      "A finding is reported once, on the line that caused it. Nothing is fetched and nothing in the "
      "repository\n"
      "is executed. Without a command, fleetlint lints.\n"
      ".SH COMMANDS\n",
      escaped(kVersion), escaped(root.get_description()));
  for (const CLI::App* command : root.get_subcommands([](const CLI::App*) { return true; }))
    add_command(*command, command->get_name(), out);
  out +=
      ".SH EXIT STATUS\n"
      ".TP\n0\nclean, or only findings milder than \\fB\\-\\-fail\\-on\\fR\n"
      ".TP\n1\nfindings at or above \\fB\\-\\-fail\\-on\\fR\n"
      ".TP\n2\nwrong usage or configuration\n"
      ".TP\n3\nnothing could be analysed, or something could not and \\fB\\-\\-strict\\fR is given\n"
      ".SH FILES\n"
      ".TP\n.I .fleetlint.yaml\nconfiguration, at the root of the fleet; \\fBfleetlint init\\fR writes one\n"
      ".TP\n.I .fleetlint\\-baseline\naccepted findings; \\fBfleetlint baseline create\\fR writes it\n";
  return out;
}

void declare(CLI::App& app, int* exit_code) {
  app.callback([&app, exit_code] {
    fmt::print("{}", page(*app.get_parent()));
    *exit_code = kClean;
  });
}

}  // namespace

extern const Command command_man;
const Command command_man{"man", "Print the manual page; `fleetlint man | man -l -` shows it", declare};

}  // namespace fleetlint::cli
