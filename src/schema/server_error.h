// The words of the API server for what it refuses: beside findings, for those who
// compare with it.
#pragma once

#include <cstdint>
#include <string>

namespace fleetlint::schema {

/// field.ErrorType of Kubernetes.
enum class ErrorKind : std::uint8_t {
  invalid,
  required,
  duplicate,
  not_supported,
  forbidden,
  too_long,
  too_many
};

/// "Invalid", "NotSupported".
constexpr const char* to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return "Invalid";
    case ErrorKind::required: return "Required";
    case ErrorKind::duplicate: return "Duplicate";
    case ErrorKind::not_supported: return "NotSupported";
    case ErrorKind::forbidden: return "Forbidden";
    case ErrorKind::too_long: return "TooLong";
    case ErrorKind::too_many: return "TooMany";
  }
  return "";
}

struct ServerError {
  std::string rule;  ///< of the finding: fields that are unknown are another decoder's errors
  ErrorKind kind = ErrorKind::invalid;
  std::string path;  ///< as the server writes it: keys of maps in brackets
  std::string message;
  enum class Stage : std::uint8_t { schema, compile, run, failed } stage = Stage::schema;
};

}  // namespace fleetlint::schema
