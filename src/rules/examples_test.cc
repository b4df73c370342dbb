#include "rules/examples.h"

#include "tests/catch.h"

namespace fleetlint::rules {
namespace {

constexpr std::string_view kPage = R"(# area/name

Prose with a fence of its own:

```sh
ls  # error: not an example
```

## Flagged

```yaml
a: 1  # error: wrong number
b: 2
```

```yaml one/a.yaml
x: |
# error-next-line: odd line
  text
```

```text one/b.env
K=V
```

### Another repository

```yaml one/a.yaml
y: 1  # error: y
```

## Accepted

```yaml
c: 3
```
)";

TEST_CASE("examples: documents, repositories by heading, marked lines") {
  std::vector<PageError> errors;
  const std::vector<Example> examples = parse_examples(kPage, &errors);
  CHECK(errors.empty());
  REQUIRE(examples.size() == 4);

  CHECK(examples[0].flagged);
  CHECK(examples[0].page_line == 11);
  REQUIRE(examples[0].files.size() == 1);
  CHECK(examples[0].files[0].path.empty());
  CHECK(examples[0].files[0].text == "a: 1  # error: wrong number\nb: 2\n");
  REQUIRE(examples[0].expected.size() == 1);
  CHECK(examples[0].expected[0].line == 1);
  CHECK(examples[0].expected[0].text == "wrong number");

  REQUIRE(examples[1].files.size() == 2);
  CHECK(examples[1].files[0].path == "one/a.yaml");
  CHECK(examples[1].files[1].path == "one/b.env");
  CHECK(examples[1].files[1].text == "K=V\n");
  REQUIRE(examples[1].expected.size() == 1);
  CHECK(examples[1].expected[0].path == "one/a.yaml");
  CHECK(examples[1].expected[0].line == 3);
  CHECK(examples[1].expected[0].text == "odd line");

  REQUIRE(examples[2].files.size() == 1);
  CHECK(examples[2].flagged);

  CHECK_FALSE(examples[3].flagged);
  CHECK(examples[3].expected.empty());
}

TEST_CASE("examples: mistakes are told with their line") {
  const auto first_error = [](std::string_view page) {
    std::vector<PageError> errors;
    parse_examples(page, &errors);
    return errors.empty() ? std::string("none")
                          : std::to_string(errors[0].line) + ": " + errors[0].message.substr(0, 30);
  };
  CHECK(first_error("## Flagged\n```yaml\na: 1\n```\n") == "2: a flagged example has a line t");
  CHECK(first_error("## Accepted\n\n```yaml\na: 1  # error: x\n```\n") ==
        "3: an accepted example has no \"# ");
  CHECK(first_error("## Accepted\n```json\n{}\n```\n") == "2: an example is fenced as ```yam");
  CHECK(first_error("## Accepted\n```yaml\na: 1\n") == "2: the fence that begins here is ");
  CHECK(first_error("## Accepted\n```yaml a\na: 1\n```\n```yaml a\nb: 1\n```\n") ==
        "5: the file a is there twice; put");
}

}  // namespace
}  // namespace fleetlint::rules
