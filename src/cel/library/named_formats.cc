// format.dns1123Label().validate(text): the API server's named formats. Its messages
// can be compared by an expression, so they are the server's to the letter.
#include <re2/re2.h>

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "cel/library.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

using Mistakes = std::vector<std::string>;

constexpr std::string_view kDns1123Label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
constexpr std::string_view kDns1123Subdomain =
    "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
constexpr std::string_view kDns1035Label = "[a-z]([-a-z0-9]*[a-z0-9])?";
constexpr std::string_view kQualifiedName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
constexpr std::string_view kLabelValue = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kLongestSubdomain = 253;

bool matches(std::string_view text, std::string_view pattern) {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()),
                             re2::RE2(re2::StringPiece(pattern.data(), pattern.size())));
}

std::string by_pattern(std::string_view what, std::string_view pattern,
                       std::initializer_list<std::string_view> examples) {
  std::string text = fmt::format("{} (e.g. ", what);
  for (const std::string_view example : examples) {
    if (text.ends_with(", ")) text += " or ";
    text += fmt::format("'{}', ", example);
  }
  return text + fmt::format("regex used for validation is '{}')", pattern);
}

void check_length(std::string_view text, std::size_t longest, Mistakes& out) {
  if (text.size() > longest) out.push_back(fmt::format("must be no more than {} bytes", longest));
}

Mistakes dns1123_label(std::string_view text) {
  Mistakes out;
  check_length(text, kLongestLabel, out);
  if (!matches(text, kDns1123Label)) {
    out.push_back(
        by_pattern("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
                   "and must start and end with an alphanumeric character",
                   kDns1123Label, {"my-name", "123-abc"}));
  }
  return out;
}

Mistakes dns1123_subdomain(std::string_view text) {
  Mistakes out;
  check_length(text, kLongestSubdomain, out);
  if (!matches(text, kDns1123Subdomain)) {
    out.push_back(
        by_pattern("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' "
                   "or '.', and must start and end with an alphanumeric character",
                   kDns1123Subdomain, {"example.com"}));
  }
  return out;
}

Mistakes dns1035_label(std::string_view text) {
  Mistakes out;
  check_length(text, kLongestLabel, out);
  if (!matches(text, kDns1035Label)) {
    out.push_back(
        by_pattern("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with "
                   "an alphabetic character, and end with an alphanumeric character",
                   kDns1035Label, {"my-name", "abc-123"}));
  }
  return out;
}

std::string qualified_name_mistake() {
  return by_pattern(
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
      "alphanumeric character",
      kQualifiedName, {"MyName", "my.name", "123-abc"});
}

Mistakes qualified_name(std::string_view text) {
  Mistakes out;
  const auto parts = split(text, '/');
  if (parts.size() > 2) {
    return {"a qualified name " + qualified_name_mistake() +
            " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"};
  }
  if (parts.size() == 2) {
    if (parts[0].empty()) {
      out.push_back("prefix part must be non-empty");
    } else {
      for (const std::string& mistake : dns1123_subdomain(parts[0])) out.push_back("prefix part " + mistake);
    }
  }
  const std::string_view name = parts.back();
  if (name.empty()) {
    out.push_back("name part must be non-empty");
  } else if (name.size() > kLongestLabel) {
    out.push_back(fmt::format("name part must be no more than {} bytes", kLongestLabel));
  }
  if (!matches(name, kQualifiedName)) out.push_back("name part " + qualified_name_mistake());
  return out;
}

Mistakes label_value(std::string_view text) {
  Mistakes out;
  check_length(text, kLongestLabel, out);
  if (!matches(text, kLabelValue)) {
    out.push_back(
        by_pattern("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
                   "'.', and must start and end with an alphanumeric character",
                   kLabelValue, {"MyValue", "my_value", "12345"}));
  }
  return out;
}

/// A generated name goes on after the prefix, which so may end in a hyphen.
template <Mistakes (*Whole)(std::string_view)>
Mistakes prefix_of(std::string_view text) {
  std::string name(text);
  if (name.size() > 1 && name.ends_with('-')) name.replace(name.size() - 2, 2, "a");
  return Whole(name);
}

Mistakes one_if(bool wrong, std::string_view mistake) {
  return wrong ? Mistakes{std::string(mistake)} : Mistakes{};
}

Mistakes uuid(std::string_view text) {
  return one_if(!matches(text, "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"),
                "does not match the UUID format");
}
Mistakes byte(std::string_view text) {
  return one_if(
      !matches(text, "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"),
      "invalid base64");
}
bool is_date(std::string_view text) { return text.size() == 10 && parse_time_or_date(text).has_value(); }
Mistakes date(std::string_view text) { return one_if(!is_date(text), "invalid date"); }
Mistakes datetime(std::string_view text) {
  constexpr std::size_t kDate = 10;
  const bool good =
      text.size() > kDate && is_date(text.substr(0, kDate)) &&
      matches(text.substr(kDate),
              "(?i)t([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})");
  return one_if(!good, "invalid datetime");
}
Mistakes uri(std::string_view text) {
  return is_request_uri(text) ? Mistakes{}
                              : Mistakes{"parse " + quote(text, 1000) + ": invalid URI for request"};
}

struct Format {
  std::string_view name;
  Mistakes (*validate)(std::string_view text);
};

constexpr Format kFormats[] = {
    {"dns1123Label", dns1123_label},
    {"dns1123Subdomain", dns1123_subdomain},
    {"dns1035Label", dns1035_label},
    {"qualifiedName", qualified_name},
    {"dns1123LabelPrefix", prefix_of<dns1123_label>},
    {"dns1123SubdomainPrefix", prefix_of<dns1123_subdomain>},
    {"dns1035LabelPrefix", prefix_of<dns1035_label>},
    {"labelValue", label_value},
    {"uri", uri},
    {"uuid", uuid},
    {"byte", byte},
    {"date", date},
    {"datetime", datetime},
};

bool same(const void* a, const void* b) { return a == b; }
std::string to_text(const void* data) { return std::string(static_cast<const Format*>(data)->name); }

const OpaqueType kFormat{{TypeKind::opaque, "kubernetes.NamedFormat", {}, nullptr, 0}, same, to_text};

template <std::size_t Index>
Value format(Context&, std::span<const Value>) {
  return Value::opaque(&kFormat, &kFormats[Index]);
}

Value named(Context& c, std::span<const Value> a) {
  for (const Format& one : kFormats) {
    if (one.name == a[0].text()) return c.some(Value::opaque(&kFormat, &one));
  }
  return Value::optional(nullptr);
}

/// None when the text is right.
Value validate(Context& c, std::span<const Value> a) {
  constexpr std::size_t kPatternCost = 50;
  if (!c.charge(kPatternCost + a[1].text().size())) return c.over_budget();
  const Mistakes mistakes = a[0].opaque_data<Format>().validate(a[1].text());
  if (mistakes.empty()) return Value::optional(nullptr);
  std::vector<Value> items;
  for (const std::string& mistake : mistakes) items.push_back(c.text(mistake));
  return c.some(c.list(items));
}

constexpr int kSince = 31;

constexpr Signature kRows[] = {
    {"format.named(string) optional(kubernetes.NamedFormat)", named, kSince},
    {"kubernetes.NamedFormat:validate(string) optional(list(string))", validate, kSince},
};

template <std::size_t... Index>
void add_each(Library& library, std::index_sequence<Index...>) {
  const auto add_one = [&](std::string_view name, Implementation run) {
    const std::string text = fmt::format("format.{}() kubernetes.NamedFormat", name);
    const Signature signature{library.keep(text), run, kSince};
    library.add(std::span(&signature, 1));
  };
  (add_one(kFormats[Index].name, format<Index>), ...);
}

}  // namespace

void add_named_formats(Library& library) {
  library.add(kRows);
  add_each(library, std::make_index_sequence<std::size(kFormats)>());
}

}  // namespace fleetlint::cel
