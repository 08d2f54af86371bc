#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "e2ms/base/result.hpp"
#include "e2ms/domain/money.hpp"

namespace e2ms {

/// A fraction of unlimited size: kWh, yuan per kWh and yuan until a line of a bill is rounded. A
/// third of a kWh is a third, however often it is cut.
using Exact = boost::multiprecision::number<boost::multiprecision::cpp_rational_backend,
                                            boost::multiprecision::et_off>;

/// "-12.3450": digits with at most one point, no exponent, no spaces, at most 40 characters.
std::optional<Exact> exact_from_text(std::string_view text);

/// All decimals of a number that ends ("12.345"), without trailing zeros. One that never ends is
/// rounded half away from zero to 12 decimals.
std::string decimal_text(Exact const& number);

/// Half away from zero.
boost::multiprecision::cpp_int rounded(Exact const& number);

/// Yuan to fen, half away from zero. A fault when it leaves int64.
Result<Money> money_of(Exact const& yuan);

/// Exact yuan of an amount.
Exact yuan_of(Money money);

}  // namespace e2ms
