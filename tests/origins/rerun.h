// What the origins say, done again: from the bytes at the places and nothing else
// to the value that the build gave.
//
// The chain of an origin is read as docs/origins.md tells: each operation takes its
// inputs from the links behind it; `copied`, `renamed`, `substituted` open a bracket
// that `requested` closes, with the old value behind it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/arena.h"
#include "flux/envsubst.h"
#include "kustomize/build.h"
#include "yaml/node.h"
#include "yaml/parse.h"

namespace fleetlint::origins {

/// A value as far as it can be told from its bytes. Derived ones have a text only.
struct Value {
  std::string text;
  yaml::Kind kind = yaml::Kind::string;
  bool is_typed = false;
};

/// All that the bytes may mean: the dialects differ in a few.
using Values = std::vector<Value>;

class Rerun {
 public:
  Rerun(const source::SourceMap& sources, yaml::ParseCache& parsed);

  /// The objects whose names references may follow. To be called before their values are asked for.
  void take_names(const std::vector<kube::Object>& objects);
  /// Does the origin lead to this value? `why` says what it leads to.
  bool gives(yaml::Node scalar, std::string& why);
  bool gives_key(const yaml::Entry& entry, std::string& why);

  /// Is the value one that nobody wrote?
  static bool is_implied(const yaml::Origin& origin);

 private:
  Values run(const yaml::Origin* origin, std::string_view wanted);
  Values written(const yaml::Origin& origin);
  Values converted(const yaml::Origin& origin, std::string_view wanted);
  Values generated(const yaml::Origin& origin);
  Values copied(const yaml::Origin& origin);
  Values expanded_vars(const yaml::Origin& origin);
  Values image_set(const yaml::Origin& origin);
  Values substituted(const yaml::Origin& origin);
  Values parse(std::string_view text);
  /// The one scalar text at the place of an operation.
  std::string text_at(const yaml::Origin& origin);
  std::string text_of(const yaml::Origin* origin);

  /// A node of a file with all that it is in, from the root to it.
  using Trail = std::vector<std::pair<std::string_view, yaml::Node>>;
  Trail find(source::FileId file, source::Span span);

  using Place = std::tuple<source::FileId, source::Span, std::string>;

  const source::SourceMap& sources_;
  yaml::ParseCache& parsed_;
  Arena arena_;
  std::map<Place, std::string> hashes_;  // by the generator's place and the name before
};

/// The link that closes the bracket of `origin`; nullptr when nothing does.
const yaml::Origin* closing(const yaml::Origin& origin);

}  // namespace fleetlint::origins
