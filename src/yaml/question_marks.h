// Question marks in flow collections, which yaml-cpp takes for indicators.
//
// `[http://host/?a=b]` is refused by yaml-cpp (and by go-yaml) and is well-formed: a
// `?` is an indicator only before white space. In the core schema a document that
// cannot be read and holds such marks is read once more with these behind a mask, a
// control character that the text does not hold (yaml/encoding.h has seen to that)
// and that no escape in it gives. Offsets stay the same.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::yaml {

struct Masked {
  std::string text;
  char mask = 0;  ///< 0 when there is nothing to mask
};

Masked mask_question_marks(std::string_view text);

}  // namespace fleetlint::yaml
