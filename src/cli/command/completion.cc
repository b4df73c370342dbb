// fleetlint completion SHELL: a completion script, made from the options as they are declared.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/strings.h"
#include "cli/command.h"
#include "report/format.h"

namespace fleetlint::cli {

namespace {

struct Completed {
  std::string name;  ///< without dashes
  bool is_short = false;
  bool takes_value = false;
  std::string values;  ///< separated by blanks; empty: files
  std::string summary;
};

/// The choices of "TEXT:{a,b}", as CLI11 describes a value that must be one of some.
std::string choices_of(const CLI::Option& option, std::string_view name) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) {
    if (name != "format") return {};
    std::vector<std::string> names;
    for (const report::Format* format : report::all_formats()) names.emplace_back(format->name);
    return join(names, " ");
  }
  std::string values = type.substr(open + 1, close - open - 1);
  for (char& c : values) {
    if (c == ',') c = ' ';
  }
  return values;
}

std::vector<const CLI::App*> commands_of(const CLI::App& root) {
  const auto found = root.get_subcommands([](const CLI::App*) { return true; });
  return {found.begin(), found.end()};
}

/// With those of the commands below it: `baseline create` has what `baseline` offers.
std::vector<Completed> options_of(const CLI::App& app) {
  std::vector<Completed> all;
  for (const CLI::Option* option : app.get_options()) {
    const bool takes_value = option->get_items_expected_max() > 0;
    for (const bool is_short : {false, true}) {
      for (const std::string& name : is_short ? option->get_snames() : option->get_lnames()) {
        all.push_back({name, is_short, takes_value,
                       choices_of(*option, option->get_lnames().empty() ? "" : option->get_lnames().front()),
                       option->get_description()});
      }
    }
  }
  for (const CLI::App* nested : commands_of(app)) {
    for (Completed& option : options_of(*nested)) {
      const bool known =
          std::ranges::any_of(all, [&](const Completed& other) { return other.name == option.name; });
      if (!known) all.push_back(std::move(option));
    }
  }
  return all;
}

std::vector<std::string> names_of(const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  return names;
}

std::string flag(const Completed& option) { return (option.is_short ? "-" : "--") + option.name; }

std::string bash(const CLI::App& root) {
  const std::vector<std::string> names = names_of(commands_of(root));
  std::string values;
  std::string options;
  std::string nested;
  for (const CLI::App* command : commands_of(root)) {
    const std::string& name = command->get_name();
    std::vector<std::string> flags;
    for (const Completed& option : options_of(*command)) {
      flags.push_back(flag(option));
      if (!option.takes_value) continue;
      values += option.values.empty()
                    ? fmt::format("    '{} {}') COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n", name,
                                  flags.back())
                    : fmt::format("    '{} {}') COMPREPLY=($(compgen -W '{}' -- \"$current\")); return ;;\n",
                                  name, flags.back(), option.values);
    }
    options +=
        fmt::format("      {}) COMPREPLY=($(compgen -W '{}' -- \"$current\")) ;;\n", name, join(flags, " "));
    const std::vector<std::string> below = names_of(commands_of(*command));
    if (!below.empty()) {
      nested += fmt::format("    '{0} {0}') COMPREPLY=($(compgen -W '{1}' -- \"$current\")); return ;;\n",
                            name, join(below, " "));
    }
  }
  return fmt::format(
      "_fleetlint() {{\n"
      "  local current=\"${{COMP_WORDS[COMP_CWORD]}}\" previous=\"${{COMP_WORDS[COMP_CWORD-1]}}\" "
      "command=lint word\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
      "    case $word in {}) command=$word; break ;; esac\n"
      "  done\n"
      "  case \"$command $previous\" in\n{}{}  esac\n"
      "  if [[ $current == -* ]]; then\n"
      "    case $command in\n{}    esac\n"
      "  elif [[ $command == explain ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$(fleetlint rules 2>/dev/null | cut -d' ' -f1)\" -- \"$current\"))\n"
      "  else\n"
      "    COMPREPLY=($(compgen -d -- \"$current\"))\n"
      "    [[ $COMP_CWORD == 1 ]] && COMPREPLY+=($(compgen -W '{}' -- \"$current\"))\n"
      "  fi\n"
      "}}\n"
      "complete -o filenames -F _fleetlint fleetlint\n",
      join(names, "|"), nested, values, options, join(names, " "));
}

/// zsh runs completions of bash.
std::string zsh(const CLI::App& root) {
  return "#compdef fleetlint\nautoload -U +X bashcompinit && bashcompinit\n" + bash(root);
}

std::string fish(const CLI::App& root) {
  const std::vector<std::string> names = names_of(commands_of(root));
  const std::string none_yet = fmt::format("not __fish_seen_subcommand_from {}", join(names, " "));
  const auto quoted = [](std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '\'' ? std::string("\\'") : std::string(1, c);
    return "'" + out + "'";
  };
  std::string out;
  for (const CLI::App* command : commands_of(root)) {
    const std::string& name = command->get_name();
    out += fmt::format("complete -c fleetlint -n '{}' -a {} -d {}\n", none_yet, name,
                       quoted(command->get_description()));
    const std::vector<std::string> below = names_of(commands_of(*command));
    if (!below.empty()) {
      out += fmt::format("complete -c fleetlint -n '__fish_seen_subcommand_from {}' -a {}\n", name,
                         quoted(join(below, " ")));
    }
    for (const Completed& option : options_of(*command)) {
      out += fmt::format("complete -c fleetlint -n '__fish_seen_subcommand_from {}' -{} {} -d {}", name,
                         option.is_short ? "s" : "l", option.name, quoted(option.summary));
      if (!option.values.empty()) {
        out += fmt::format(" -x -a {}", quoted(option.values));
      } else if (option.takes_value) {
        out += " -r";
      }
      out += '\n';
    }
  }
  out +=
      "complete -c fleetlint -n '__fish_seen_subcommand_from explain' -f -a '(fleetlint rules | string split "
      "-f1 \" \")'\n";
  return out;
}

void declare(CLI::App& app, int* exit_code) {
  const auto shell = std::make_shared<std::string>();
  app.add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  app.callback([&app, shell, exit_code] {
    const CLI::App& root = *app.get_parent();
    fmt::print("{}", *shell == "bash" ? bash(root) : *shell == "zsh" ? zsh(root) : fish(root));
    *exit_code = kClean;
  });
}

}  // namespace

extern const Command command_completion;
const Command command_completion{"completion", "Print a completion script for bash, zsh or fish", declare};

}  // namespace fleetlint::cli
