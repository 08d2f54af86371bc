#include <algorithm>

#include "api/meter_order.hpp"
#include "e2ms/command/swap_meter.hpp"

namespace e2ms::http::api {

using command::SwapMeter;

namespace {

constexpr FieldReader::Range kRegister{0, kLargestRegister.wh()};
constexpr FieldReader::Range kRatio{1, 1'000'000};
constexpr FieldReader::Range kPower{1, 100'000'000};

Response conflict(std::string_view code, std::string_view title) {
  return problem(Status::conflict, code, title);
}

/// Why it was not swapped; nothing when it is.
std::optional<Response> refusal(SwapMeter::Verdict verdict) {
  using Verdict = SwapMeter::Verdict;
  switch (verdict) {
    case Verdict::swapped:
    case Verdict::already_swapped:
      return std::nullopt;
    case Verdict::unknown_meter:
      return not_found();
    case Verdict::meter_retired:
      return conflict("meter_retired", "The meter was replaced already");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
    case Verdict::in_the_future:
      return invalid_input({{"closing.at", "must not lie in the future"}});
    case Verdict::before_last:
      return conflict("later_readings", "Readings after that moment count already");
    case Verdict::before_opening:
      return conflict("before_opening", "The account or the meter begins later");
    case Verdict::reading_exists:
      return conflict("reading_exists", "Another reading of that moment is there");
    case Verdict::no_position:
      return conflict("no_position", "No register reads so");
    case Verdict::does_not_fit:
      return conflict("does_not_fit", "The closing reading does not fit behind the last one");
    case Verdict::rates_missing:
      return conflict("rates_missing", "The tariff prices rates, so both readings need them");
    case Verdict::rates_differ:
      return conflict("rates_differ", "The rates do not add up to the total");
    case Verdict::unknown_line:
      return invalid_input({{"line", "is not a line of the project"}});
    case Verdict::other_medium:
      return invalid_input({{"model", "measures another medium than the meter it replaces"}});
    case Verdict::address_taken:
      return conflict("address_taken", "Another meter on that line has the address");
  }
  return not_found();
}

SwapMeter::Registers registers(FieldReader& fields) {
  SwapMeter::Registers found{Energy::wh(fields.thousandths("total_kwh", kRegister)), {}};
  auto const rates = fields.thousandths_or_nulls("rates_kwh", kRegister, found.rates.size());
  for (std::size_t i = 0; i < rates.size(); ++i)
    if (rates[i]) found.rates[i] = Energy::wh(*rates[i]);
  return found;
}

/// What is of its model, and the one spelling of its address; or what is wrong.
std::optional<Response> of_model(ModelCards const& models, SwapMeter& order, bool other_model) {
  auto const card = models.find(order.model);
  if (card == models.end() || !card->second.address)
    return invalid_input({{"model", "is not a known meter model"}});
  order.medium = card->second.medium;
  // The largest flow is the pipe's: no model says it, and the old meter's stays.
  bool const water = order.medium == Medium::water;
  if (other_model && !water && !order.max_power_w) order.max_power_w = card->second.max_power_w;
  if (order.max_power_w && *order.max_power_w < kPower.smallest)
    return invalid_input({{"max_power_w", "is not known of the model, so it must be given"}});
  auto const address = card->second.address(order.address);
  if (!address) return invalid_input({{"address", "is not an address of such a meter"}});
  order.address = *address;
  order.has_relay = card->second.has_relay;
  if (card->second.rolls_at_wh) order.rolls_at = Energy::wh(*card->second.rolls_at_wh);
  return std::nullopt;
}

/// Permission and password, or also the operator, in wire order.
bool is_access(std::string const& password) {
  constexpr std::size_t kShort = 8, kLong = 16;
  bool const hex = password.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  return hex && (password.size() == kShort || password.size() == kLong);
}

/// What the body says; the old meter says the rest.
SwapMeter read(Call const& call, FieldReader& fields) {
  SwapMeter order{};
  order.meter = MeterId{call.id};
  order.actor = call.caller.name;
  order.at = call.now;
  if (auto const* const closing = fields.object("closing")) {
    FieldReader inner{*closing};
    order.closed_at = inner.instant("at");
    order.closing = registers(inner);
    fields.complain_of("closing", inner);
  }
  if (auto const* const opening = fields.object("opening")) {
    FieldReader inner{*opening};
    order.opening = registers(inner);
    fields.complain_of("opening", inner);
  }
  order.address = fields.text("address", {1, 32});
  order.model = fields.text_or("model", {1, 64}, "");
  order.note = fields.text("note", {1, 500});
  if (call.body.contains("ratio")) order.ratio = fields.integer("ratio", kRatio);
  if (call.body.contains("max_power_w")) order.max_power_w = fields.integer("max_power_w", kPower);
  if (call.body.contains("line")) order.line = LineId{fields.integer("line", {1, INT64_MAX})};
  if (call.body.contains("password")) {
    order.password = fields.text("password", {1, 16});
    if (!is_access(*order.password)) fields.wrong("password", "must be 4 or 8 bytes as hex");
  }
  return order;
}

}  // namespace

Parsed swap_meter(Call const& call) {
  FieldReader fields{call.body};
  auto order = read(call, fields);
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order), caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    auto swap = order;
    Request const none;
    Call const again{none, caller, *models, swap.at, swap.meter.value, {}};
    // Another project's meter is as unknown as one that does not exist.
    TRY(auto const old, place_of(tx, again, swap.meter));
    bool const other_model = !swap.model.empty() && swap.model != old.model.value();
    if (swap.model.empty()) swap.model = old.model.value();
    if (auto wrong = of_model(*models, swap, other_model)) return std::move(*wrong);
    TRY(auto const outcome, execute(tx, swap));
    if (auto refused = refusal(outcome.verdict)) return std::move(*refused);
    TRY(auto const meter, meter_json(tx, again, outcome.id));
    bool const made = outcome.verdict == SwapMeter::Verdict::swapped;
    return json_response(meter.json, made ? Status::created : Status::ok);
  }};
}

}  // namespace e2ms::http::api
