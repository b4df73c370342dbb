#include "rules/secret/exposure.h"

#include <algorithm>
#include <set>

#include "kube/object.h"
#include "secrets/plain_secret.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

namespace {

/// Does the byte lie in the data of a Secret?
bool in_secret(yaml::Node root, source::FileId file, std::uint32_t offset) {
  for (const yaml::Node item : root["items"].items()) {
    if (in_secret(item, file, offset)) return true;
  }
  const kube::Object object(root);
  if (!object.is("", "Secret")) return false;
  for (const std::string_view field : {"data", "stringData"}) {
    const yaml::Origin& origin = object[field].origin();
    if (origin.file == file && origin.span.begin <= offset && offset < origin.span.end) return true;
  }
  return false;
}

/// Does a Secret that is rendered take the value from there (a literal, a line of an env file)? Then
/// secret/plain-secret tells of it.
bool is_told_of_secret(const FileContext& context, std::uint32_t offset) {
  if (context.fleet == nullptr) return false;
  const auto comes_from_there = [&](yaml::Node value) {
    for (const yaml::Origin* o = &value.origin(); o != nullptr; o = o->cause) {
      if (o->file == context.stream.file && o->span.begin <= offset && offset < o->span.end) return true;
    }
    return false;
  };
  for (const auto& cluster : context.fleet->clusters) {
    for (const auto& item : cluster->index.of_kind("", "Secret")) {
      for (const std::string_view field : {"data", "stringData"}) {
        for (const yaml::Entry& entry : (*item.object)[field].entries()) {
          if (!comes_from_there(entry.value)) continue;
          const secrets::PlainKeys keys = secrets::plain_keys_of(*item.object);
          if (std::ranges::any_of(keys.values, comes_from_there)) return true;
        }
      }
    }
  }
  return false;
}

}  // namespace

yaml::Node scalar_at(yaml::Node node, source::FileId file, std::uint32_t offset) {
  const auto inside = [&](yaml::Node n) {
    const yaml::Origin& origin = n.origin();
    return origin.file == file && origin.span.begin <= offset && offset < origin.span.end;
  };
  while (inside(node) && !node.is_scalar()) {
    yaml::Node next;
    for (const yaml::Node item : node.items()) {
      if (inside(item)) next = item;
    }
    for (const yaml::Entry& entry : node.entries()) {
      if (inside(entry.value)) next = entry.value;
    }
    if (!next) return {};
    node = next;
  }
  return inside(node) ? node : yaml::Node();
}

void report_exposures(const FileContext& file, const Exposures& exposures, diag::Collector&,
                      const std::function<void(diag::Place, const std::string& what)>& report) {
  std::set<std::pair<std::uint32_t, std::string>> reported;
  for (const secrets::Exposure& seen : exposures) {
    const auto begin = static_cast<std::uint32_t>(seen.offset);
    source::Span span{begin, begin + static_cast<std::uint32_t>(seen.size)};
    bool passed_over = is_told_of_secret(file, begin);
    for (const yaml::Document& document : file.stream.documents) {
      passed_over = passed_over || in_secret(document.root, file.stream.file, begin);
      const yaml::Node scalar = scalar_at(document.root, file.stream.file, begin);
      // Of a block of text the line that it is on says more than where the block begins.
      const bool block =
          scalar && (scalar.style() == yaml::Style::literal || scalar.style() == yaml::Style::folded);
      if (scalar && !block) span = scalar.origin().span;
    }
    if (passed_over || !reported.emplace(span.begin, seen.what).second) continue;
    report(at(file.stream.file, span), seen.what);
  }
}

}  // namespace fleetlint::rules::secret
