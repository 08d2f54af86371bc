#include "api/meter_order.hpp"
#include "e2ms/command/enter_reading.hpp"
#include "e2ms/domain/reading_check.hpp"

namespace e2ms::http::api {

using command::EnterReading;
using command::VoidReading;

namespace {

constexpr std::int64_t kLargestRegisterWh = kLargestRegister.wh();

/// Why it was not entered; nothing when it is.
std::optional<Response> entry_refusal(EnterReading::Verdict verdict) {
  using Verdict = EnterReading::Verdict;
  switch (verdict) {
    case Verdict::entered:
    case Verdict::already_entered:
      return std::nullopt;
    case Verdict::taken_otherwise:
      return problem(Status::conflict, "reading_exists", "Another reading of that moment is there");
    case Verdict::unknown_meter:
      return not_found();
    case Verdict::in_the_future:
      return invalid_input({{"taken_at", "must not lie in the future"}});
    case Verdict::before_opening:
      return problem(Status::conflict, "before_opening", "The account or the meter begins later");
    case Verdict::no_position:
      return problem(Status::conflict, "no_position", "No register reads so");
    case Verdict::does_not_fit:
      return problem(Status::conflict, "does_not_fit",
                     "It does not fit between the readings around it");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
    case Verdict::meter_retired:
      return problem(Status::conflict, "meter_retired", "The meter was replaced before");
  }
  return not_found();
}

/// T1, T2, .. as far as they were seen.
std::array<std::optional<Energy>, 5> read_rates(FieldReader& fields) {
  std::array<std::optional<Energy>, 5> rates;
  auto const numbers = fields.integers_or_none("rates_wh", {0, kLargestRegisterWh}, rates.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i]) rates[i] = Energy::wh(*numbers[i]);
  return rates;
}

std::optional<Response> void_refusal(VoidReading::Verdict verdict) {
  using Verdict = VoidReading::Verdict;
  switch (verdict) {
    case Verdict::voided:
    case Verdict::already_void:
      return std::nullopt;
    case Verdict::unknown_reading:
      return problem(Status::conflict, "reading_unknown", "No reading of that moment counts");
    case Verdict::is_opening:
      return problem(Status::conflict, "is_opening",
                     "An account, a new baseline or the meter begins with it");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
    case Verdict::is_boundary:
      return problem(Status::conflict, "is_boundary",
                     "A ratio begins with it, or the meter was replaced then");
  }
  return not_found();
}

}  // namespace

Parsed enter_reading(Call const& call) {
  constexpr std::pair<std::string_view, bool> kSources[] = {{"typed_in", false},
                                                            {"estimated", true}};
  FieldReader fields{call.body};
  EnterReading order{.meter = MeterId{call.id},
                     .taken_at = fields.instant("taken_at"),
                     .total = Energy::wh(fields.integer("register_wh", {0, kLargestRegisterWh})),
                     .rates = read_rates(fields),
                     .estimated = fields.choice("source", kSources),
                     .note = fields.text("note", {1, 500}),
                     .actor = call.caller.name,
                     .at = call.now};
  // Energy of rates that are not known is charged as cheap as it may have been.
  if (!rates_fit(order.total, order.rates, std::nullopt))
    fields.wrong("rates_wh", "do not add up to the total");
  if (!fields.good()) return invalid_input(fields.problems());
  return about_meter(call, std::move(order), entry_refusal);
}

Parsed void_reading(Call const& call) {
  FieldReader fields{call.body};
  VoidReading order{.meter = MeterId{call.id},
                    .taken_at = fields.instant("taken_at"),
                    .note = fields.text("note", {1, 500}),
                    .actor = call.caller.name,
                    .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  return about_meter(call, std::move(order), void_refusal);
}

}  // namespace e2ms::http::api
