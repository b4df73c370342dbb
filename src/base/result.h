// Result<T>: a value or the reason there is none.
//
// For functions whose failure the caller has to handle at once (a directory
// that cannot be opened, a configuration that cannot be read). A mistake in the
// user's files is not an Error but a finding: see diag/collector.h.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace fleetlint {

struct Error {
  std::string message;  ///< a whole sentence part, no trailing full stop
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }

  /// The value. Only where the result holds one.
  T& operator*() & { return *std::get_if<0>(&state_); }
  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  /// Why there is no value. Only where the result holds none.
  const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace fleetlint
