#include "api/meter_order.hpp"
#include "e2ms/command/change_ratio.hpp"

namespace e2ms::http::api {

using command::ChangeRatio;

namespace {

/// Why it was not changed; nothing when it is.
std::optional<Response> refusal(ChangeRatio::Verdict verdict) {
  using Verdict = ChangeRatio::Verdict;
  switch (verdict) {
    case Verdict::changed:
    case Verdict::already_so:
      return std::nullopt;
    case Verdict::unknown_meter:
      return not_found();
    case Verdict::meter_retired:
      return problem(Status::conflict, "meter_retired", "The meter was replaced before");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
    case Verdict::in_the_future:
      return invalid_input({{"at", "must not lie in the future"}});
    case Verdict::no_boundary:
      return problem(Status::conflict, "reading_unknown", "No reading of that moment counts");
    case Verdict::reading_exists:
      return problem(Status::conflict, "reading_exists", "Another reading of that moment is there");
    case Verdict::before_opening:
      return problem(Status::conflict, "before_opening", "The account or the meter begins later");
    case Verdict::no_position:
      return problem(Status::conflict, "no_position", "No register reads so");
    case Verdict::does_not_fit:
      return problem(Status::conflict, "does_not_fit",
                     "It does not fit between the readings around it");
    case Verdict::rates_missing:
      return problem(Status::conflict, "rates_missing",
                     "The tariff prices rates: enter the whole reading first");
  }
  return not_found();
}

}  // namespace

Parsed change_ratio(Call const& call) {
  constexpr FieldReader::Range kRatio{1, 1'000'000};
  constexpr FieldReader::Range kRegister{0, kLargestRegister.wh()};
  FieldReader fields{call.body};
  ChangeRatio order{.meter = MeterId{call.id},
                    .since = fields.instant("at"),
                    .ratio = fields.integer("ratio", kRatio),
                    .total = std::nullopt,
                    .note = fields.text("note", {1, 500}),
                    .actor = call.caller.name,
                    .at = call.now};
  if (call.body.contains("total_kwh"))
    order.total = Energy::wh(fields.thousandths("total_kwh", kRegister));
  if (!fields.good()) return invalid_input(fields.problems());
  return about_meter(call, std::move(order), refusal);
}

}  // namespace e2ms::http::api
