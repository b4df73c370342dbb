// The formats that the API server enforces, of strings and numbers.
//
// Kubernetes' own types are read by Go's decoders, custom resources by the
// formats of apiextensions; formats that neither enforces are accepted. Where the
// server's own reading is looser than a grammar, so is this one: a value is called
// wrong only when the server certainly refuses it.
#pragma once

#include <string_view>

namespace fleetlint::schema {

/// "500m", "1.5Gi", "1e3": what resource.ParseQuantity takes.
bool is_quantity(std::string_view text);

/// RFC 3339 with date and time, as metav1.Time reads it.
bool is_rfc3339(std::string_view text);

/// Standard base64 with padding; line breaks do not count, as in encoding/base64.
bool is_base64(std::string_view text);

/// Does a string fit the format? `native`: it is read into a Go type of Kubernetes itself.
bool fits_format(std::string_view format, std::string_view text, bool native);

}  // namespace fleetlint::schema
