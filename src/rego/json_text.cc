#include <fmt/format.h>

#include <cctype>

#include "base/unicode.h"
#include "rego/lexer.h"
#include "rego/stop.h"
#include "rego/value.h"

namespace fleetlint::rego {

namespace {

constexpr std::size_t kMaxDepth = 2000;

class Writer {
 public:
  Writer(Heap& heap, bool is_json, JsonStyle style) : heap_(heap), is_json_(is_json), style_(style) {}

  std::string text(Value value) {
    write(value, 0);
    return std::move(out_);
  }

 private:
  void write(Value value, std::size_t depth) {
    if (depth > kMaxDepth) throw Stop{kBudget, "a value is nested too deeply to be printed", {}, {}};
    switch (value.type()) {
      case Type::undefined: out_ += "<undefined>"; break;
      case Type::null: out_ += "null"; break;
      case Type::boolean: out_ += value.is_true() ? "true" : "false"; break;
      case Type::number: out_ += heap_.number_text(value); break;
      case Type::string: out_ += quoted(value.text(), style_); break;
      case Type::array: list(value, "[]", depth); break;
      case Type::set:
        if (is_json_) {
          list(value, "[]", depth);
        } else if (value.size() == 0) {
          out_ += "set()";
        } else {
          list(value, "{}", depth);
        }
        break;
      case Type::object: object(value, depth); break;
    }
  }

  void separator(bool& first) {
    if (!first) out_ += is_json_ ? "," : ", ";
    first = false;
  }

  void list(Value value, std::string_view brackets, std::size_t depth) {
    bool first = true;
    out_ += brackets[0];
    for (const Value item : heap_.items(value)) {
      separator(first);
      write(item, depth + 1);
    }
    out_ += brackets[1];
  }

  void object(Value value, std::size_t depth) {
    bool first = true;
    out_ += '{';
    for (const auto& [key, field] : heap_.pairs(value)) {
      separator(first);
      if (is_json_ && !key.is(Type::string)) {
        out_ += quoted(Writer(heap_, true, style_).text(key), style_);
      } else {
        write(key, depth + 1);
      }
      out_ += is_json_ ? ":" : ": ";
      write(field, depth + 1);
    }
    out_ += '}';
  }

  Heap& heap_;
  bool is_json_;
  JsonStyle style_;
  std::string out_;
};

class Reader {
 public:
  Reader(Heap& heap, std::string_view text) : heap_(heap), text_(text) {}

  Value document() {
    const Value result = value(0);
    skip_space();
    return at_ == text_.size() ? result : Value();
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  bool accept(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool accept_symbol(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Value value(std::size_t depth) {
    if (depth > kMaxDepth) return {};
    skip_space();
    if (at_ >= text_.size()) return {};
    switch (text_[at_]) {
      case 'n': return accept("null") ? Value::null() : Value();
      case 't': return accept("true") ? Value::boolean(true) : Value();
      case 'f': return accept("false") ? Value::boolean(false) : Value();
      case '"': return string();
      case '[': return array(depth);
      case '{': return object(depth);
      default: return number();
    }
  }

  Value number() {
    const std::size_t begin = at_;
    const auto digits = [&] {
      const std::size_t from = at_;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
      return at_ > from;
    };
    accept("-");
    const bool zero = at_ < text_.size() && text_[at_] == '0';
    const std::size_t whole = at_;
    if (!digits() || (zero && at_ - whole > 1)) return {};
    if (accept(".") && !digits()) return {};
    if (accept("e") || accept("E")) {
      if (!accept("+")) accept("-");
      if (!digits()) return {};
    }
    return heap_.number(text_.substr(begin, at_ - begin));
  }

  Value string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return {};
      at_ += text_[at_] == '\\' ? 2U : 1U;
    }
    if (at_ >= text_.size()) return {};
    const std::string_view inside = text_.substr(begin, at_++ - begin);
    try {
      return heap_.string(unescape(inside, 0));
    } catch (const Stop& stop) {
      if (stop.code == kBudget) throw;
      return {};
    }
  }

  Value array(std::size_t depth) {
    ++at_;
    std::vector<Value> items;
    if (accept_symbol(']')) return heap_.array(items);
    do {
      const Value item = value(depth + 1);
      if (!item) return {};
      items.push_back(item);
    } while (accept_symbol(','));
    return accept_symbol(']') ? heap_.array(items) : Value();
  }

  Value object(std::size_t depth) {
    ++at_;
    std::vector<Pair> pairs;
    if (accept_symbol('}')) return heap_.object({});
    do {
      skip_space();
      if (at_ >= text_.size() || text_[at_] != '"') return {};
      const Value key = string();
      if (!key || !accept_symbol(':')) return {};
      const Value field = value(depth + 1);
      if (!field) return {};
      pairs.emplace_back(key, field);
    } while (accept_symbol(','));
    return accept_symbol('}') ? heap_.object(std::move(pairs)) : Value();
  }

  Heap& heap_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string quoted(std::string_view text, JsonStyle style) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      const CodePoint point = decode_utf8(text.substr(i));
      if (!point.valid) {
        out += "\xEF\xBF\xBD";
      } else if (style == JsonStyle::go && (point.value == 0x2028 || point.value == 0x2029)) {
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(point.value));
      } else {
        out += text.substr(i, point.size);
      }
      i += point.size;
      continue;
    }
    ++i;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      default: {
        const bool is_html = style == JsonStyle::go && (c == '<' || c == '>' || c == '&');
        if (static_cast<unsigned char>(c) < 0x20 || is_html) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
      }
    }
  }
  return out + '"';
}

std::string to_rego(Heap& heap, Value value) { return Writer(heap, false, JsonStyle::plain).text(value); }

std::string to_json(Heap& heap, Value value, JsonStyle style) {
  return Writer(heap, true, style).text(value);
}

Value from_json(Heap& heap, std::string_view text) { return Reader(heap, text).document(); }

}  // namespace fleetlint::rego
