#pragma once

#include <optional>
#include <string_view>

#include "e2ms/document/json_place.hpp"
#include "e2ms/domain/price.hpp"
#include "e2ms/domain/tariff.hpp"

namespace e2ms::document {

/// A tariff version as people write it; docs/tariffs.md explains every key. Mistakes are noted with
/// their place, a key that is not known among them. Local times are of `zone`.
TariffVersion read_tariff(JsonPlace& place, Zone const& zone);
/// The same without its name and its beginning: what is published as a version's document.
TariffVersion read_terms(JsonPlace& place);

/// Terms from the text of a document, and what is wrong with it.
struct TariffDocument {
  TariffVersion terms;
  FileProblems problems;
};
TariffDocument terms_from_text(std::string_view text);

/// What keeps good terms from being charged by: prices finer than 1e-8 yuan or above a thousand
/// yuan, a calendar without a default, whatever needs more than the meters tell (demand, power
/// factor) or less (whole kWh).
FileProblems unchargeable(TariffVersion const& terms);

/// The document of one price for everything.
std::string flat_document(Price price, Medium medium = Medium::electricity);

/// The member "medium": electricity when it is not there.
Medium read_medium(JsonPlace& place);

/// A number written as a text ("0.5283") or a whole number; zero and a note when it is neither.
Exact read_decimal(JsonPlace& place, std::string_view name);
std::optional<Exact> read_decimal_if(JsonPlace& place, std::string_view name);
/// The same, noted when it is below zero.
Exact read_amount(JsonPlace& place, std::string_view name);

/// "2026-04-16T00:00" by the wall clock.
Instant read_local(JsonPlace& place, std::string_view name, Zone const& zone);

/// "0.80", "0.85" or "0.90".
std::optional<PowerFactorRule::Standard> standard_from_text(std::string_view text);

/// "2026-04-16", if the calendar has that day.
std::optional<Date> date_from_text(std::string_view text);

}  // namespace e2ms::document
