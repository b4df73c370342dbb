#include "cli/origins.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "report/json.h"
#include "source/line_index.h"
#include "yaml/emit.h"
#include "yaml/node.h"

namespace fleetlint::cli {

namespace {

using report::Json;

/// Places as people read them.
class Places {
 public:
  Places(const kustomize::Rendered& rendered, const source::SourceMap& sources)
      : rendered_(rendered), sources_(sources) {}

  std::string_view path(const yaml::Origin& origin) const { return rendered_.paths.path(origin.file); }

  source::Position position(const yaml::Origin& origin) {
    std::unique_ptr<source::LineIndex>& lines = lines_[static_cast<std::uint32_t>(origin.file)];
    if (!lines) lines = std::make_unique<source::LineIndex>(sources_.text(origin.file));
    return lines->position(origin.span.begin);
  }

  /// "overlay/patch.yaml:4:5 ← base/deploy.yaml:6:13": where the bytes stand, and
  /// what was done with them where that is not plain writing.
  std::string chain(const yaml::Origin& origin) {
    std::string text;
    std::string last;
    for (const yaml::Origin* o = &origin; o != nullptr; o = o->cause) {
      std::string place = "nobody";
      if (o->file != source::FileId::none) {
        const source::Position at = position(*o);
        place = fmt::format("{}:{}:{}", path(*o), at.line, at.column);
      }
      // A value that is copied or converted is written at the same place.
      if (place == last) continue;
      if (!text.empty()) text += " ← ";
      if (o->operation != yaml::Operation::written) text += std::string(to_string(o->operation)) + " ";
      text += place;
      last = place;
    }
    return text;
  }

 private:
  const kustomize::Rendered& rendered_;
  const source::SourceMap& sources_;
  std::unordered_map<std::uint32_t, std::unique_ptr<source::LineIndex>> lines_;
};

/// The line at whose end a scalar's comment may stand: a block's is that of its key.
std::size_t comment_place(std::string_view text, source::Span span) {
  const bool is_block = text[span.begin] == '|' || text[span.begin] == '>';
  const std::size_t last = is_block || span.end == span.begin ? span.begin : span.end - 1;
  return std::min(text.find('\n', last), text.size());
}

std::string commented(yaml::Node object, Places& places) {
  std::vector<yaml::EmittedScalar> scalars;
  const std::string text = yaml::emit(object, &scalars);
  std::ranges::sort(scalars, {}, [](const yaml::EmittedScalar& scalar) { return scalar.span.begin; });
  std::string out;
  std::size_t copied = 0;
  for (const yaml::EmittedScalar& scalar : scalars) {
    const std::size_t place = comment_place(text, scalar.span);
    out.append(text, copied, place - copied);
    out += "  # " + places.chain(scalar.node.origin());
    copied = place;
  }
  out.append(text, copied);
  return out;
}

bool is_plain_step(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return c == '-' || c == '_' || c == '$' || ('0' <= c && c <= '9') || ('a' <= c && c <= 'z') ||
           ('A' <= c && c <= 'Z');
  });
}

/// One line for each scalar of an object.
class Lines {
 public:
  Lines(const kube::Object& object, std::size_t index, Places& places, std::string& out)
      : object_(object), index_(index), places_(places), out_(out) {
    add(object.node(), "", false);
  }

 private:
  void add(yaml::Node node, const std::string& path, bool is_secret) {
    for (const yaml::Entry& entry : node.entries()) {
      const std::string_view key = entry.key.text();
      const bool hides = path.empty() && object_.is("", "Secret") && (key == "data" || key == "stringData");
      std::string step = is_plain_step(key) ? std::string(key) : fmt::format("[{}]", Json(key).dump());
      if (!path.empty() && is_plain_step(key)) step.insert(0, 1, '.');
      add(entry.value, path + step, is_secret || hides);
    }
    for (std::size_t i = 0; i < node.items().size(); ++i) {
      add(node.items()[i], fmt::format("{}[{}]", path, i), is_secret);
    }
    if (!node.is_scalar()) return;
    Json line;
    line["document"] = index_;
    line["kind"] = object_.kind();
    if (!object_.name_space().empty()) line["namespace"] = object_.name_space();
    line["name"] = object_.name();
    line["path"] = path;
    line["value"] = is_secret ? Json("***") : value_of(node);
    line["origin"] = place(node.origin());
    Json causes = Json::array();
    for (const yaml::Origin* o = node.origin().cause; o != nullptr; o = o->cause) causes.push_back(place(*o));
    line["causes"] = std::move(causes);
    out_ += line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

  static Json value_of(yaml::Node node) {
    if (node.is_null()) return nullptr;
    if (const auto flag = node.as_bool()) return *flag;
    if (const auto number = node.as_int()) return *number;
    if (const auto number = node.as_double()) return *number;
    return std::string(node.text());
  }

  Json place(const yaml::Origin& origin) {
    Json json;
    if (origin.file != source::FileId::none) {
      const source::Position at = places_.position(origin);
      json["file"] = places_.path(origin);
      json["line"] = at.line;
      json["column"] = at.column;
    }
    json["operation"] = to_string(origin.operation);
    return json;
  }

  const kube::Object& object_;
  std::size_t index_;
  Places& places_;
  std::string& out_;
};

}  // namespace

std::string with_origin_comments(const kustomize::Rendered& rendered, const source::SourceMap& sources) {
  Places places(rendered, sources);
  std::string text;
  for (const kube::Object& object : rendered.objects) {
    if (!text.empty()) text += "---\n";
    text += commented(object.node(), places);
  }
  return text;
}

std::string origins_as_json(const kustomize::Rendered& rendered, const source::SourceMap& sources) {
  Places places(rendered, sources);
  std::string text;
  for (std::size_t i = 0; i < rendered.objects.size(); ++i) Lines(rendered.objects[i], i, places, text);
  return text;
}

}  // namespace fleetlint::cli
