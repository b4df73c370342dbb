#include "kustomize/patch/json_text.h"

#include <cstddef>

namespace fleetlint::kustomize::patch {

namespace {

constexpr int kMaxDepth = 1000;

bool is_digit(char c) { return '0' <= c && c <= '9'; }

bool is_hex_digit(char c) { return is_digit(c) || ('a' <= c && c <= 'f') || ('A' <= c && c <= 'F'); }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool whole() {
    skip_blanks();
    if (!value(0)) return false;
    skip_blanks();
    return text_.empty();
  }

 private:
  char peek() const { return text_.empty() ? '\0' : text_.front(); }

  bool take(std::string_view wanted) {
    if (!text_.starts_with(wanted)) return false;
    text_.remove_prefix(wanted.size());
    return true;
  }

  void skip_blanks() {
    text_.remove_prefix(text_.find_first_not_of(" \t\r\n") == std::string_view::npos
                            ? text_.size()
                            : text_.find_first_not_of(" \t\r\n"));
  }

  bool digits() {
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) text_.remove_prefix(1);
    return true;
  }

  bool number() {
    take("-");
    if (!take("0") && !digits()) return false;
    if (take(".") && !digits()) return false;
    if (take("e") || take("E")) {
      if (!take("+")) take("-");
      return digits();
    }
    return true;
  }

  bool string() {
    if (!take("\"")) return false;
    while (!text_.empty()) {
      const char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  bool escape() {
    if (take("u")) {
      for (int i = 0; i < 4; ++i) {
        if (!is_hex_digit(peek())) return false;
        text_.remove_prefix(1);
      }
      return true;
    }
    if (text_.empty() || std::string_view("\"\\/bfnrt").find(text_.front()) == std::string_view::npos)
      return false;
    text_.remove_prefix(1);
    return true;
  }

  /// What stands between the brackets, `close` included.
  bool items(std::string_view close, bool have_names, int depth) {
    skip_blanks();
    if (take(close)) return true;
    while (true) {
      if (have_names) {
        skip_blanks();
        if (!string()) return false;
        skip_blanks();
        if (!take(":")) return false;
      }
      skip_blanks();
      if (!value(depth + 1)) return false;
      skip_blanks();
      if (take(close)) return true;
      if (!take(",")) return false;
    }
  }

  bool value(int depth) {
    if (depth > kMaxDepth) return false;
    if (take("[")) return items("]", false, depth);
    if (take("{")) return items("}", true, depth);
    if (peek() == '"') return string();
    return take("true") || take("false") || take("null") || number();
  }

  std::string_view text_;
};

}  // namespace

bool is_json(std::string_view text) { return Reader(text).whole(); }

}  // namespace fleetlint::kustomize::patch
