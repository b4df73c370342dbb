#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace fleetlint::cli {

bool use_colour(std::string_view when) {
  if (when == "always") return true;
  if (when == "never") return false;
  const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): before any thread
  return (no_color == nullptr || *no_color == '\0') && ::isatty(STDOUT_FILENO) == 1;
}

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

Progress::Progress(bool wanted)
    : start_(std::chrono::steady_clock::now()),
      last_(start_),
      on_terminal_(wanted && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void Progress::show(std::string_view stage, std::size_t done, std::size_t total) {
  using namespace std::chrono_literals;
  if (!on_terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - start_ < 500ms || (shown_ && now - last_ < 100ms)) return;
  last_ = now;
  shown_ = true;
  const std::string share = total == 0 ? std::string() : fmt::format(" {}/{}", done, total);
  fmt::print(stderr, "\r\x1b[K{}{}", stage, share);
  std::fflush(stderr);
}

}  // namespace fleetlint::cli
