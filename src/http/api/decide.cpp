#include "api/meter_order.hpp"
#include "e2ms/command/decide_reading.hpp"

namespace e2ms::http::api {

using command::DecideReading;

namespace {

/// Why it was not decided; nothing when it is.
std::optional<Response> refusal(DecideReading::Verdict verdict) {
  using Verdict = DecideReading::Verdict;
  switch (verdict) {
    case Verdict::decided:
    case Verdict::already_decided:
      return std::nullopt;
    case Verdict::decided_otherwise:
      return problem(Status::conflict, "decided_otherwise", "Another decision about it stands");
    case Verdict::outdated:
      return problem(Status::conflict, "reading_outdated",
                     "It is not the newest doubtful reading any more");
    case Verdict::below_baseline:
      return problem(Status::conflict, "below_baseline",
                     "The register is below the last accepted reading");
    case Verdict::no_position:
      return problem(Status::conflict, "no_position", "No register reads so");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
    case Verdict::unknown_meter:
      return not_found();
    case Verdict::digits_missing:
      return problem(Status::conflict, "digits_missing",
                     "Accepting it needs the number of digits of the register");
    case Verdict::digits_differ:
      return problem(Status::conflict, "digits_differ",
                     "The registers of the meter are known to have another number of digits");
    case Verdict::does_not_fit:
      return problem(Status::conflict, "does_not_fit",
                     "It cannot have come so far through the end of such a register");
  }
  return not_found();
}

}  // namespace

Parsed decide_reading(Call const& call) {
  constexpr std::pair<std::string_view, ReadingDecision> kWords[] = {
      {"accept", ReadingDecision::accept},
      {"rebase", ReadingDecision::rebase},
      {"discard", ReadingDecision::discard}};
  FieldReader fields{call.body};
  DecideReading order{.meter = MeterId{call.id},
                      .taken_at = fields.instant("taken_at"),
                      .decision = fields.choice("decision", kWords),
                      .note = fields.text("note", {1, 500}),
                      .actor = call.caller.name,
                      .at = call.now};
  constexpr std::int64_t kMostDigits = 9;
  if (call.body.contains("digits")) order.digits = fields.integer("digits", {1, kMostDigits});
  if (!fields.good()) return invalid_input(fields.problems());
  return about_meter(call, std::move(order), refusal);
}

}  // namespace e2ms::http::api
