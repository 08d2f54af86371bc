#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/line.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/domain/reading_check.hpp"
#include "e2ms/query/board.hpp"
#include "router.hpp"

/// How values of ours are spelled in JSON; see the conventions in docs/openapi.yaml.
namespace e2ms::http::api {

inline nlohmann::json spelled(Instant at) {
  return to_iso(at);
}
inline nlohmann::json spelled(Money money) {
  return money.fen();
}
inline nlohmann::json spelled(Energy energy) {
  return energy.wh();
}
template <class Kind>
nlohmann::json spelled(Id<Kind> id) {
  return id.value;
}
inline nlohmann::json spelled(std::string const& text) {
  return text;
}
inline nlohmann::json spelled(std::int64_t number) {
  return number;
}
/// null when there is none.
template <class T>
nlohmann::json spelled(std::optional<T> const& value) {
  return value ? spelled(*value) : nlohmann::json(nullptr);
}

/// Rendered JSON as a Result can hold it: json itself would take a Fault for a value.
struct Shown {
  nlohmann::json json;
};

/// "on" for a closed relay, through which power flows.
std::string_view word(Relay relay);
std::string_view word(query::RoomState state);
std::string_view word(LineMode mode);
std::string_view word(PaymentMode mode);

/// 8 to 64 letters, digits, - or _.
bool is_idempotency_key(std::string_view text);

/// on, off, unknown (never read), none (no relay).
std::string_view word(Medium medium);
/// "kWh" or "m3": what a thousand Wh, or litres, of a `*_wh` are.
std::string_view unit_word(Medium medium);
std::string_view relay_state(query::Place const& place);

/// Who did it; null when it was a rule.
nlohmann::json person(std::string const& actor);

/// Thousandths to whole units, as the API gives power; null when not measured.
nlohmann::json watts(std::optional<std::int64_t> milliwatts, std::int64_t ratio);

/// The register as the meter's display shows it.
std::string register_text(Energy total, unsigned decimals);
unsigned decimals_of(Call const& call, query::Place const& place);
unsigned decimals_of(Call const& call, std::string const& model);

nlohmann::json room_ref(query::Place const& place);
/// The oldest closed bill that is not paid, of an account that pays afterwards; else null.
Result<Shown> next_due(store::ReadTx& tx, query::Place const& place);
nlohmann::json until_json(query::Until const& until);
nlohmann::json price_json(std::string const& version, Price price, Instant valid_from);
/// The same of all terms: one price only where there is one.
nlohmann::json terms_json(query::PriceOf::Version const& version);
/// Whether the terms have fees of the house, which have a wallet of their own.
bool asks_fees(query::PriceOf::Version const& version);

/// {items, next}: `next` is the number after which the following page begins, if there is one.
Response list_response(nlohmann::json items, std::optional<std::int64_t> next);

/// Takes the surplus row away that was asked for to see whether there is a following page, and
/// says with `key` of the last row that stays where it begins.
template <class Row, class Key>
std::optional<std::int64_t> cut_page(std::vector<Row>& rows, std::int64_t limit, Key const& key) {
  if (rows.size() <= static_cast<std::size_t>(limit)) return std::nullopt;
  rows.resize(static_cast<std::size_t>(limit), rows.front());
  return key(rows.back());
}

}  // namespace e2ms::http::api
