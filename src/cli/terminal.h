// What is known of the terminal, and the progress line on it.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace fleetlint::cli {

/// `when`: "auto" (a terminal, and NO_COLOR is not set), "always", "never".
bool use_colour(std::string_view when);

/// Columns of the terminal on standard output; 100 when there is none.
std::size_t terminal_width();

/// One line on standard error that is written over. Appears only on a terminal
/// and only when the run lasts over half a second; gone when it is destroyed.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::string_view stage, std::size_t done, std::size_t total);

 private:
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
  bool on_terminal_ = false;
  bool shown_ = false;
};

}  // namespace fleetlint::cli
