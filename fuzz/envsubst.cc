// Variables and a text: expand() ends, its pieces cover the result without gaps, and
// a text without an expression stays as it is.
#include "flux/envsubst.h"

#include "fuzz.h"

using namespace fleetlint;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> parts = fuzz::texts(data, size, 3);
  flux::Variables variables;
  variables.set("a", parts[0], {});
  variables.set("b_1", parts[1], {});
  variables.set("hidden", "x", {}, true);
  for (const bool complete : {true, false}) {
    variables.complete = complete;
    const flux::Expansion expansion = flux::expand(parts[2], variables);
    if (expansion.error) {
      require(expansion.text.empty());
      require(expansion.error_at.begin <= expansion.error_at.end &&
              expansion.error_at.end <= parts[2].size());
      continue;
    }
    std::size_t output = 0;
    for (const flux::Piece& piece : expansion.pieces) {
      require(piece.output.begin == output && piece.output.end >= piece.output.begin);
      require(piece.input.begin <= piece.input.end && piece.input.end <= parts[2].size());
      output = piece.output.end;
    }
    require(output == expansion.text.size());
    // A NUL is the end of the text, as for the controller; no manifest gets here with one.
    if (!flux::has_expression(parts[2])) require(expansion.text == parts[2].substr(0, parts[2].find('\0')));
  }
  return 0;
}
