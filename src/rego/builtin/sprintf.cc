// sprintf with Go's verbs: %s %v %d %t %f %e %g %q %x %X %o %b %c %T and flags.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr int kMaxWidth = 10'000;

struct Verb {
  bool minus = false;
  bool plus = false;
  bool zero = false;
  bool sharp = false;
  bool space = false;
  int width = 0;
  int precision = -1;
  char letter = 0;
};

std::string shown(Heap& heap, Value value) {
  if (value.is(Type::string)) return std::string(value.text());
  if (value.is(Type::number) && value.form() == Value::Form::real) {
    const Value whole = heap.real(heap.as_real(value));
    if (whole.is_int()) return heap.number_text(whole);
  }
  return to_rego(heap, value);
}

std::string in_base(std::int64_t value, unsigned base, bool upper) {
  auto rest = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string text;
  do {
    text.insert(text.begin(), (upper ? "0123456789ABCDEF" : "0123456789abcdef")[rest % base]);
    rest /= base;
  } while (rest > 0);
  return value < 0 ? "-" + text : text;
}

std::string hex_of(std::string_view text, bool upper) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned>(static_cast<unsigned char>(c));
    out += upper ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
  }
  return out;
}

std::string bad(const Verb& verb, Value value, Heap& heap) {
  const std::string_view type = value.is(Type::string)    ? "string"
                                : value.is_int()          ? "int"
                                : value.is(Type::number)  ? "float64"
                                : value.is(Type::boolean) ? "bool"
                                                          : "string";
  return fmt::format("%!{}({}={})", verb.letter, type, shown(heap, value));
}

std::string real_text(const Verb& verb, double value) {
  char text[512];
  const char format[] = {'%', '.', '*', verb.letter == 'F' ? 'f' : verb.letter, '\0'};
  switch (format[3]) {
    case 'e':
      std::snprintf(text, sizeof text, "%.*e", verb.precision < 0 ? 6 : std::min(verb.precision, 100), value);
      break;
    case 'g':
      if (verb.precision < 0) return fmt::format("{}", value);
      std::snprintf(text, sizeof text, "%.*g", std::min(verb.precision, 100), value);
      break;
    default:
      std::snprintf(text, sizeof text, "%.*f", verb.precision < 0 ? 6 : std::min(verb.precision, 100), value);
  }
  return text;
}

std::string converted(Heap& heap, const Verb& verb, Value value) {
  const bool is_number = value.is(Type::number);
  switch (verb.letter) {
    case 'v': return shown(heap, value);
    case 's': {
      if (value.is_int()) return bad(verb, value, heap);
      std::string text = shown(heap, value);
      if (verb.precision >= 0) text = text.substr(0, static_cast<std::size_t>(verb.precision));
      return text;
    }
    case 'q': return quoted(shown(heap, value));
    case 't': return value.is(Type::boolean) ? (value.is_true() ? "true" : "false") : bad(verb, value, heap);
    case 'T':
      return value.is(Type::string)    ? "string"
             : value.is(Type::boolean) ? "bool"
             : is_integer(heap, value) ? "int"
             : is_number               ? "float64"
                                       : "string";
    case 'd':
      if (!is_number || !is_integer(heap, value)) return bad(verb, value, heap);
      return shown(heap, value);
    case 'x':
    case 'X':
      if (value.is(Type::string)) return hex_of(value.text(), verb.letter == 'X');
      if (!value.is_int()) return bad(verb, value, heap);
      return (verb.sharp ? "0x" : "") + in_base(value.as_int(), 16, verb.letter == 'X');
    case 'o': return value.is_int() ? in_base(value.as_int(), 8, false) : bad(verb, value, heap);
    case 'b': return value.is_int() ? in_base(value.as_int(), 2, false) : bad(verb, value, heap);
    case 'c':
      return value.is_int() && value.as_int() >= 0 && value.as_int() < 128
                 ? std::string(1, static_cast<char>(value.as_int()))
                 : bad(verb, value, heap);
    case 'e':
    case 'f':
    case 'F':
    case 'g':
      if (!is_number) return bad(verb, value, heap);
      if (value.is_int()) return bad(verb, value, heap);
      return real_text(verb, static_cast<double>(heap.as_real(value)));
    default: return bad(verb, value, heap);
  }
}

Value sprintf(const Call& c) {
  const std::string_view format = c.text(0);
  const std::vector<Value> args = c.heap.items(c.require(1, Type::array));
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    Verb verb;
    for (++i; i < format.size(); ++i) {
      const char flag = format[i];
      if (flag == '-')
        verb.minus = true;
      else if (flag == '+')
        verb.plus = true;
      else if (flag == '0')
        verb.zero = true;
      else if (flag == '#')
        verb.sharp = true;
      else if (flag == ' ')
        verb.space = true;
      else
        break;
    }
    const auto number = [&] {
      int value = 0;
      for (; i < format.size() && format[i] >= '0' && format[i] <= '9'; ++i)
        value = std::min(value * 10 + (format[i] - '0'), kMaxWidth);
      return value;
    };
    if (i < format.size() && format[i] == '*') {
      ++i;
      if (used < args.size() && args[used].is_int())
        verb.width = static_cast<int>(std::clamp<std::int64_t>(args[used].as_int(), 0, kMaxWidth));
      ++used;
    } else {
      verb.width = number();
    }
    if (i < format.size() && format[i] == '.') {
      ++i;
      verb.precision = number();
    }
    if (i >= format.size()) {
      out += "%!(NOVERB)";
      break;
    }
    verb.letter = format[i];
    if (verb.letter == '%') {
      out += '%';
      continue;
    }
    if (used >= args.size()) {
      out += fmt::format("%!{}(MISSING)", verb.letter);
      continue;
    }
    const Value value = args[used++];
    std::string text = converted(c.heap, verb, value);
    if (value.is(Type::number) && c.heap.as_real(value) >= 0 && !text.starts_with('%')) {
      if (verb.plus)
        text.insert(0, "+");
      else if (verb.space)
        text.insert(0, " ");
    }
    const auto width = static_cast<std::size_t>(verb.width);
    if (text.size() < width) {
      const std::size_t missing = width - text.size();
      c.heap.charge(missing);
      if (verb.minus)
        text.append(missing, ' ');
      else if (verb.zero && value.is(Type::number))
        text.insert(text.starts_with('-') || text.starts_with('+') ? 1 : 0, missing, '0');
      else
        text.insert(0, missing, ' ');
    }
    out += text;
  }
  if (used < args.size()) {
    out += "%!(EXTRA ";
    for (std::size_t i = used; i < args.size(); ++i) {
      if (i > used) out += ", ";
      out += converted(c.heap, {.letter = 'T'}, args[i]) + "=" + shown(c.heap, args[i]);
    }
    out += ')';
  }
  return c.heap.string(out);
}

constexpr Builtin kTable[] = {{"sprintf", 2, sprintf}};

}  // namespace

extern const BuiltinFamily builtin_sprintf;
const BuiltinFamily builtin_sprintf{kTable};

}  // namespace fleetlint::rego
