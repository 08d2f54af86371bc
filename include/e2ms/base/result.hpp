#pragma once

#include <boost/system/result.hpp>
#include <type_traits>
#include <utility>

#include "e2ms/base/ensure.hpp"
#include "e2ms/base/fault.hpp"

namespace e2ms {

/// A value or a Fault, never ignored silently. Wraps boost::system::result, which in 1.81 is not
/// nodiscard and does not accept every aggregate as its error type.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : held_(std::move(value)) {}  // NOLINT: a value is a result
  Result(Fault fault) : held_(boost::system::in_place_error, fault) {}
  Result(FaultCode code) : Result(Fault{code}) {}

  bool has_value() const { return held_.has_value(); }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    ENSURE(has_value());
    return *held_;
  }
  T const& value() const& {
    ENSURE(has_value());
    return *held_;
  }
  T&& value() && {
    ENSURE(has_value());
    return std::move(*held_);
  }
  T& operator*() & { return value(); }
  T const& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  T const* operator->() const { return &value(); }

  Fault fault() const {
    ENSURE(!has_value());
    return held_.error();
  }

 private:
  boost::system::result<T, Fault> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Fault fault) : fault_(fault), failed_(true) {}  // NOLINT: a fault is a result
  Result(FaultCode code) : Result(Fault{code}) {}        // NOLINT

  bool has_value() const { return !failed_; }
  explicit operator bool() const { return has_value(); }
  Fault fault() const {
    ENSURE(failed_);
    return fault_;
  }

 private:
  Fault fault_{FaultCode::timeout, 0};
  bool failed_ = false;
};

}  // namespace e2ms

#define E2MS_JOIN_(a, b) a##b
#define E2MS_JOIN(a, b) E2MS_JOIN_(a, b)

/// TRY(auto const x, f()): declares x from the result's value, or returns its fault.
#define TRY(declaration, expression)                                                  \
  auto E2MS_JOIN(e2ms_try_, __LINE__) = (expression);                                 \
  if (!E2MS_JOIN(e2ms_try_, __LINE__)) return E2MS_JOIN(e2ms_try_, __LINE__).fault(); \
  declaration = *std::move(E2MS_JOIN(e2ms_try_, __LINE__))

/// TRY_VOID(f()): returns the fault of f, if any.
#define TRY_VOID(expression)                                                    \
  do {                                                                          \
    if (auto e2ms_tried = (expression); !e2ms_tried) return e2ms_tried.fault(); \
  } while (false)

/// The same inside a coroutine. `expression` may be `co_await name` with named operands.
#define CO_TRY(declaration, expression)                                                  \
  auto E2MS_JOIN(e2ms_try_, __LINE__) = expression;                                      \
  if (!E2MS_JOIN(e2ms_try_, __LINE__)) co_return E2MS_JOIN(e2ms_try_, __LINE__).fault(); \
  declaration = *std::move(E2MS_JOIN(e2ms_try_, __LINE__))

#define CO_TRY_VOID(expression)                     \
  auto E2MS_JOIN(e2ms_try_, __LINE__) = expression; \
  if (!E2MS_JOIN(e2ms_try_, __LINE__)) co_return E2MS_JOIN(e2ms_try_, __LINE__).fault()
