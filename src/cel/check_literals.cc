#include <fmt/format.h>

#include "base/strings.h"
#include "cel/check.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

class LiteralChecker {
 public:
  explicit LiteralChecker(std::vector<Diagnostic>& out) : out_(out) {}

  void walk(const Expr& expr, bool mixed) {
    if (expr.kind == ExprKind::list && !mixed) one_type(expr, 0, 1);
    if (expr.kind == ExprKind::map && !mixed) {
      one_type(expr, 0, 2);
      one_type(expr, 1, 2);
    }
    if (expr.kind == ExprKind::call) conversion(expr);
    // What format() takes may be of any types.
    const bool inside = mixed || (expr.kind == ExprKind::call && expr.name == "format");
    for (const Expr* part : {expr.range, expr.filter, expr.body}) {
      if (part != nullptr) walk(*part, inside);
    }
    for (const Expr* arg : expr.args) walk(*arg, inside);
  }

 private:
  void one_type(const Expr& expr, std::size_t first, std::size_t step) {
    for (std::size_t i = first + step; i < expr.args.size(); i += step) {
      const Type wanted = expr.args[first]->type;
      const Type found = expr.args[i]->type;
      if (same_type(wanted, found)) continue;
      out_.push_back(
          {fmt::format("expected type {} but found {}; Kubernetes wants one type in a {}", to_string(wanted),
                       to_string(found), expr.kind == ExprKind::list ? "list" : "map"),
           expr.args[i]->span});
      return;
    }
  }

  void conversion(const Expr& expr) {
    if (expr.args.size() != 1 || expr.args[0]->kind != ExprKind::literal) return;
    const Expr& arg = *expr.args[0];
    if (!arg.value.is(ValueKind::string)) return;
    const std::string_view text = arg.value.text();
    if (expr.name == "duration" && !parse_duration(text))
      out_.push_back({fmt::format("{} is no duration; write one as \"1h30m\"", quote(text)), arg.span});
    if (expr.name == "timestamp" && !parse_timestamp(text))
      out_.push_back(
          {fmt::format("{} is no timestamp; write one as \"2006-01-02T15:04:05Z\"", quote(text)), arg.span});
  }

  std::vector<Diagnostic>& out_;
};

}  // namespace

void check_literals(const Expr& root, bool mixed_literals, std::vector<Diagnostic>& out) {
  LiteralChecker(out).walk(root, mixed_literals);
}

}  // namespace fleetlint::cel
