#pragma once

#include <optional>
#include <string>

#include "e2ms/domain/exact.hpp"

namespace e2ms::document {

/// How far terms are from others, by their documents.
struct TermsChange {
  /// The largest change of a price, in percent of what it was. Nothing when more than prices
  /// changes (tiers, hours, a new fee), or a price that was nothing: no percentage says what that
  /// means for a bill.
  std::optional<Exact> percent;

  bool beyond(Exact const& limit) const { return !percent || *percent > limit; }
  /// The larger of two.
  static TermsChange larger(TermsChange const& one, TermsChange const& other);
};

/// With two decimals, as people say it; empty when no percentage says it.
std::string percent_text(TermsChange const& change);

/// Both are terms that terms_from_text understands.
TermsChange change_of(std::string const& before, std::string const& after);

}  // namespace e2ms::document
