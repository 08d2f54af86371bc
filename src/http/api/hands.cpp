#include <algorithm>

#include "api/handlers.hpp"
#include "api/render.hpp"
#include "e2ms/base/digest.hpp"
#include "e2ms/command/change_hands.hpp"
#include "e2ms/domain/reading_check.hpp"
#include "e2ms/query/money_page.hpp"
#include "json_body.hpp"

namespace e2ms::http::api {

using command::BoundaryReading;
using command::Handing;
using command::Tenancy;
using nlohmann::json;

namespace {

constexpr std::size_t kMostMeters = 100;
constexpr std::size_t kSaltBytes = 16;

Response conflict(std::string_view code, std::string const& title) {
  return problem(Status::conflict, code, title);
}

/// Why the reading of a meter is not the last of the one account and the first of the other.
std::optional<Response> reading_refusal(Handing::Verdict verdict, std::string const& meter) {
  using Verdict = Handing::Verdict;
  switch (verdict) {
    case Verdict::unknown_meter:
      return invalid_input({{"readings", "names a meter that the account did not have then"}});
    case Verdict::reading_missing:
      return conflict("reading_missing", "No reading of that moment is known of meter " + meter);
    case Verdict::reading_exists:
      return conflict("reading_exists",
                      "Another reading of that moment is there of meter " + meter);
    case Verdict::no_position:
      return conflict("no_position", "No register reads so: meter " + meter);
    case Verdict::does_not_fit:
      return conflict("does_not_fit",
                      "It does not fit between the readings around it of meter " + meter);
    case Verdict::rates_missing:
      return conflict("rates_missing", "A tariff prices rates; they are missing of meter " + meter);
    case Verdict::rates_differ:
      return conflict("rates_differ", "The rates do not add up to the total of meter " + meter);
    default:
      return std::nullopt;
  }
}

/// Why it was not done; nothing when it is.
std::optional<Response> refusal(Handing::Outcome const& outcome, std::string const& meter) {
  using Verdict = Handing::Verdict;
  switch (outcome.verdict) {
    case Verdict::done:
    case Verdict::already_done:
      return std::nullopt;
    case Verdict::unknown_account:
      return not_found();
    case Verdict::already_closed:
      return conflict("account_closed", "The account was closed otherwise");
    case Verdict::not_let:
      return conflict("not_let", "Nobody lives there");
    case Verdict::not_vacant:
      return conflict("not_vacant", "The room is let, or has no account yet");
    case Verdict::unknown_tariff:
      return invalid_input({{"tariff", "is not a tariff of the project"}});
    case Verdict::tariff_without_price:
      return conflict("tariff_without_price", "The tariff has no price at that moment");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
    case Verdict::in_the_future:
      return invalid_input({{"at", "must not lie in the future"}});
    case Verdict::before_opening:
      return conflict("before_opening", "The account begins later");
    case Verdict::figures_missing:
      return conflict("figures_missing", "Bill " + outcome.bill + " waits for month figures");
    case Verdict::unknown_meter:
    case Verdict::reading_missing:
    case Verdict::reading_exists:
    case Verdict::no_position:
    case Verdict::does_not_fit:
    case Verdict::rates_missing:
    case Verdict::rates_differ:
      return reading_refusal(outcome.verdict, meter);
  }
  return not_found();
}

void read_reading(FieldReader& fields, json const& one, std::vector<BoundaryReading>& readings) {
  constexpr FieldReader::Range kRegister{0, kLargestRegister.wh()};
  if (!one.is_object()) return fields.wrong("readings", "must hold objects");
  FieldReader inner{one};
  BoundaryReading reading{MeterId{inner.integer("meter", {1, INT64_MAX})},
                          Energy::wh(inner.thousandths("total_kwh", kRegister))};
  auto const rates = inner.thousandths_or_nulls("rates_kwh", kRegister, reading.rates.size());
  for (std::size_t i = 0; i < rates.size(); ++i)
    if (rates[i]) reading.rates[i] = Energy::wh(*rates[i]);
  fields.complain_of("readings", inner);
  if (std::ranges::find(readings, reading.meter, &BoundaryReading::meter) != readings.end())
    fields.wrong("readings", "names a meter twice");
  readings.push_back(reading);
}

Handing read_handing(Call const& call, FieldReader& fields) {
  Handing order{.project = call.project(),
                .moment = fields.instant("at"),
                .readings = {},
                .note = fields.text("note", {1, 500}),
                .actor = call.caller.name,
                .at = call.now,
                .rehearsal = fields.flag("rehearsal")};
  if (auto const* const list = fields.list_or_none("readings", kMostMeters))
    for (auto const& one : *list) read_reading(fields, one, order.readings);
  return order;
}

constexpr std::pair<std::string_view, Medium> kMedia[] = {{"electricity", Medium::electricity},
                                                          {"water", Medium::water}};

std::optional<TariffId> read_tariff(Call const& call, FieldReader& fields) {
  if (!call.body.contains("tariff")) return std::nullopt;
  return TariffId{fields.integer("tariff", {1, INT64_MAX})};
}

Money read_money(FieldReader& fields, std::string_view name, std::int64_t otherwise) {
  return Money::fen(fields.integer_or(name, {0, kLargestMoney.fen()}, otherwise));
}

/// The PIN is hashed last, by `complete`.
Tenancy read_tenancy(Call const& call, FieldReader& fields, std::string& pin) {
  pin = fields.digits("pin", {4, 8});
  Tenancy tenancy{};
  tenancy.tenant = fields.text("tenant", {1, 64});
  tenancy.tariff = read_tariff(call, fields);
  tenancy.credit_limit = read_money(fields, "credit_limit_fen", 0);
  tenancy.alarm1 = read_money(fields, "alarm1_fen", 0);
  tenancy.alarm2 = read_money(fields, "alarm2_fen", 0);
  tenancy.reconnect = read_money(fields, "reconnect_fen", 0);
  return tenancy;
}

/// Takes a moment, as it should.
std::string hashed(Call const& call, std::string const& pin) {
  auto const hash = hash_password(pin, call.entropy->bytes(kSaltBytes));
  ENSURE(hash.has_value());
  return *hash;
}

json answer_of(Handing::Outcome const& outcome, bool rehearsal) {
  // An account that will not stay has no number.
  return {{"left_account_id", spelled(outcome.left)},
          {"account_id", rehearsal ? json(nullptr) : spelled(outcome.came)},
          {"balance_fen", spelled(outcome.balance)},
          {"fees_fen", spelled(outcome.fees)}};
}

template <class Order>
Parsed carry(Order order) {
  return Work{[order = std::move(order)](store::WriteTx& tx) -> Result<Response> {
    TRY(auto outcome, execute(tx, order));
    auto const address =
        tx.one<std::string>("money_page.address", store::in("meter", outcome.meter));
    if (auto refused = refusal(outcome, address.value_or(""))) return std::move(*refused);
    bool const made = outcome.verdict == Handing::Verdict::done && !order.handing.rehearsal;
    if (outcome.verdict == Handing::Verdict::already_done) {
      TRY(auto const stands, answer(tx, query::WalletsOf{outcome.left}));
      outcome.balance = stands.wallet;
      outcome.fees = stands.fees;
    }
    return json_response(answer_of(outcome, order.handing.rehearsal),
                         made ? Status::created : Status::ok);
  }};
}

}  // namespace

Parsed move_out(Call const& call) {
  FieldReader fields{call.body};
  auto handing = read_handing(call, fields);
  auto const tariff = read_tariff(call, fields);
  if (!fields.good()) return invalid_input(fields.problems());
  return carry(command::MoveOut{std::move(handing), AccountId{call.id}, tariff});
}

Parsed transfer_account(Call const& call) {
  FieldReader fields{call.body};
  auto handing = read_handing(call, fields);
  std::string pin;
  auto tenancy = read_tenancy(call, fields, pin);
  if (!fields.good()) return invalid_input(fields.problems());
  tenancy.pin_hash = hashed(call, pin);
  return carry(
      command::TransferAccount{std::move(handing), AccountId{call.id}, std::move(tenancy)});
}

Parsed move_in(Call const& call) {
  FieldReader fields{call.body};
  auto handing = read_handing(call, fields);
  std::string pin;
  auto tenancy = read_tenancy(call, fields, pin);
  auto const medium = fields.choice_or("medium", kMedia, Medium::electricity);
  if (!fields.good()) return invalid_input(fields.problems());
  tenancy.pin_hash = hashed(call, pin);
  return carry(command::MoveIn{std::move(handing), RoomId{call.id}, std::move(tenancy), medium});
}

}  // namespace e2ms::http::api
