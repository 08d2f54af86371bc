#include "api/handlers.hpp"
#include "api/line_json.hpp"
#include "e2ms/command/record_frames.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::RecordFrames;
using command::RecordingVerdict;
using command::StopRecording;

namespace {

constexpr std::int64_t kUsualMinutes = 10;

/// The order, and then the line as it is afterwards.
template <class Order>
Parsed then_show(Call const& call, Order order) {
  return Work{[order = std::move(order), caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    TRY(auto const outcome, execute(tx, order));
    if (outcome.verdict == RecordingVerdict::unknown_line) return not_found();
    TRY(auto const page, answer(tx, query::LinePage{order.project, order.line}));
    ENSURE(page.has_value());
    Request const none;
    Call const again{none, caller, *models, order.at, order.line.value, {}};
    return json_response(line_page_json(again, *page));
  }};
}

}  // namespace

Result<Response> get_line(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const page, answer(tx, query::LinePage{call.project(), LineId{call.id}}));
  if (!page) return not_found();
  return json_response(line_page_json(call, *page));
}

Parsed record_line(Call const& call) {
  FieldReader fields{call.body};
  FieldReader::Range const range{1, call.longest_recording.ms / minutes(1).ms};
  auto const lasting = minutes(fields.integer_or("minutes", range, kUsualMinutes));
  if (!fields.good()) return invalid_input(fields.problems());
  return then_show(
      call, RecordFrames{call.project(), LineId{call.id}, lasting, call.caller.name, call.now});
}

Parsed stop_recording_line(Call const& call) {
  return then_show(call,
                   StopRecording{call.project(), LineId{call.id}, call.caller.name, call.now});
}

}  // namespace e2ms::http::api
