#include <openssl/bn.h>

#include <cmath>
#include <memory>
#include <string>

#include "rego/value.h"

namespace fleetlint::rego {

namespace {

struct FreeBignum {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using Bignum = std::unique_ptr<BIGNUM, FreeBignum>;

Bignum bignum(const std::string& text) {
  BIGNUM* number = nullptr;
  BN_dec2bn(&number, text.c_str());
  return Bignum(number);
}

Value big_result(Heap& heap, const Bignum& number) {
  char* text = BN_bn2dec(number.get());
  const Value value = heap.number(text);
  OPENSSL_free(text);
  return value;
}

/// Division only gives an integer where nothing is left over: undefined otherwise.
Value integers(Heap& heap, Arithmetic operation, Value a, Value b) {
  if (a.is_int() && b.is_int()) {
    std::int64_t result = 0;
    const std::int64_t x = a.as_int();
    const std::int64_t y = b.as_int();
    switch (operation) {
      case Arithmetic::plus:
        if (!__builtin_add_overflow(x, y, &result)) return Value::integer(result);
        break;
      case Arithmetic::minus:
        if (!__builtin_sub_overflow(x, y, &result)) return Value::integer(result);
        break;
      case Arithmetic::mul:
        if (!__builtin_mul_overflow(x, y, &result)) return Value::integer(result);
        break;
      case Arithmetic::div:
        if (y == -1) break;
        return x % y == 0 ? Value::integer(x / y) : Value();
      case Arithmetic::rem: return Value::integer(y == -1 ? 0 : x % y);
    }
  }
  const Bignum x = bignum(heap.number_text(a));
  const Bignum y = bignum(heap.number_text(b));
  const Bignum result(BN_new());
  const Bignum left(BN_new());
  const std::unique_ptr<BN_CTX, FreeBignum> context(BN_CTX_new());
  switch (operation) {
    case Arithmetic::plus: BN_add(result.get(), x.get(), y.get()); break;
    case Arithmetic::minus: BN_sub(result.get(), x.get(), y.get()); break;
    case Arithmetic::mul: BN_mul(result.get(), x.get(), y.get(), context.get()); break;
    case Arithmetic::div:
      BN_div(result.get(), left.get(), x.get(), y.get(), context.get());
      if (!BN_is_zero(left.get())) return {};
      break;
    case Arithmetic::rem: BN_div(nullptr, result.get(), x.get(), y.get(), context.get()); break;
  }
  return big_result(heap, result);
}

}  // namespace

bool is_integer(Heap& heap, Value number) {
  if (!number.is(Type::number)) return false;
  if (number.form() != Value::Form::real) return true;
  const long double value = heap.as_real(number);
  return value == std::floor(value);
}

ArithmeticResult arithmetic(Heap& heap, Arithmetic operation, Value a, Value b) {
  if (operation == Arithmetic::div || operation == Arithmetic::rem) {
    if (heap.as_real(b) == 0) return {{}, operation == Arithmetic::div ? "divide by zero" : "modulo by zero"};
  }
  if (a.form() != Value::Form::real && b.form() != Value::Form::real) {
    if (const Value exact = integers(heap, operation, a, b)) return {exact, {}};
  }
  const long double x = heap.as_real(a);
  const long double y = heap.as_real(b);
  switch (operation) {
    case Arithmetic::plus: return {heap.real(x + y), {}};
    case Arithmetic::minus: return {heap.real(x - y), {}};
    case Arithmetic::mul: return {heap.real(x * y), {}};
    case Arithmetic::div: return {heap.real(x / y), {}};
    case Arithmetic::rem:
      if (is_integer(heap, a) && is_integer(heap, b)) return {heap.real(std::fmod(x, y)), {}};
      return {{}, "modulo on floating-point number"};
  }
  return {};
}

}  // namespace fleetlint::rego
