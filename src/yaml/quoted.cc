#include "yaml/quoted.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <istream>

#include "base/unicode.h"
#include "yaml/view_buffer.h"

namespace fleetlint::yaml {

namespace {

class ScalarReader final : public YAML::EventHandler {
 public:
  std::string take() { return std::move(value_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string& value) override {
    value_ = value;
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}

 private:
  std::string value_;
};

}  // namespace

std::string value_with_breaks_at_end(std::string_view quoted) {
  // With one more character behind the breaks they are no longer at the end.
  std::string text(quoted);
  text.insert(text.size() - 1, "x");
  ViewBuffer buffer(text);
  std::istream in(&buffer);
  ScalarReader reader;
  YAML::Parser(in).HandleNextDocument(reader);
  std::string value = reader.take();
  if (!value.empty()) value.pop_back();
  return value;
}

std::string value_with_latin_escapes(std::string_view value) {
  std::string mended;
  while (!value.empty()) {
    const CodePoint c = decode_utf8(value);
    if (!c.valid) mended += '\xC2';  // begins the code points from U+0080 to U+00BF
    mended += value.substr(0, c.size);
    value.remove_prefix(c.size);
  }
  return mended;
}

}  // namespace fleetlint::yaml
