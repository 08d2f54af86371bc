#include "api/handlers.hpp"
#include "api/render.hpp"
#include "e2ms/command/alarm.hpp"
#include "e2ms/query/alarm_list.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::Alarms;

namespace {

struct Kind {
  std::string_view word;
  std::string_view severity;
};

Kind kind_of(AlarmKind kind) {
  switch (kind) {
    case AlarmKind::reading_doubtful:
      return {"reading_quarantined", "warning"};
    case AlarmKind::supply_contradiction:
      return {"relay_disobeys", "critical"};
    case AlarmKind::cut_off_held:
      return {"cut_off_held", "warning"};
    case AlarmKind::line_down:
      return {"line_lost", "critical"};
    case AlarmKind::verification_failed:
      return {"verification_failed", "critical"};
    case AlarmKind::clock_off:
      return {"meter_clock_off", "warning"};
    case AlarmKind::figures_missing:
      return {"figures_missing", "warning"};
    case AlarmKind::vacant_use:
      return {"vacant_use", "warning"};
    case AlarmKind::battery_low:
      return {"battery_low", "warning"};
    case AlarmKind::loss_negative:
      return {"loss_negative", "warning"};
    case AlarmKind::share_waits:
      return {"share_waits", "warning"};
  }
  return {"", ""};
}

/// The detail of a doubtful reading is the checker's verdict.
json reading_reason(Alarms::Alarm const& alarm) {
  if (alarm.kind != AlarmKind::reading_doubtful) return nullptr;
  return alarm.detail == "not_later" ? "out_of_order" : alarm.detail;
}

json alarm_json(Alarms::Alarm const& alarm) {
  auto const kind = kind_of(alarm.kind);
  auto const* const state = alarm.closed_at         ? "closed"
                            : alarm.acknowledged_at ? "acknowledged"
                                                    : "open";
  return {{"id", spelled(alarm.id)},
          {"kind", kind.word},
          {"state", state},
          {"severity", kind.severity},
          {"room", spelled(alarm.room)},
          {"meter_id", spelled(alarm.meter)},
          {"account_id", spelled(alarm.account)},
          {"line_id", spelled(alarm.line)},
          {"amount_fen", nullptr},
          {"reading_reason", reading_reason(alarm)},
          {"opened_at", spelled(alarm.opened_at)},
          {"acknowledged_at", spelled(alarm.acknowledged_at)},
          {"acknowledged_by", spelled(alarm.acknowledged_by)},
          {"closed_at", spelled(alarm.closed_at)}};
}

Result<std::vector<Alarms::Alarm>> find(store::ReadTx& tx, ProjectId project, AlarmId alarm) {
  return answer(tx, Alarms{.project = project, .only = alarm, .at_most = 1});
}

Result<Response> acknowledge(store::WriteTx& tx, ProjectId project,
                             command::AcknowledgeAlarm const& seen) {
  TRY(auto const known, find(tx, project, seen.alarm));
  if (known.empty()) return not_found();
  // Over already: there is nothing left to see.
  if (known.front().closed_at) return json_response(alarm_json(known.front()));
  TRY_VOID(execute(tx, seen));
  TRY(auto const now, find(tx, project, seen.alarm));
  ENSURE(!now.empty());
  return json_response(alarm_json(now.front()));
}

}  // namespace

Result<Response> list_alarms(store::ReadTx& tx, Call const& call) {
  constexpr std::pair<std::string_view, Alarms::Which> kStates[] = {
      {"open", Alarms::Which::open},
      {"acknowledged", Alarms::Which::acknowledged},
      {"closed", Alarms::Which::closed}};
  QueryReader query{call.request};
  auto const which = query.choice("state", kStates, Alarms::Which::all);
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto rows, answer(tx, Alarms{.project = call.project(),
                                   .which = which,
                                   .before = AlarmId{paging.after},
                                   .at_most = paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.id.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(alarm_json(row));
  return list_response(std::move(items), next);
}

Parsed acknowledge_alarm(Call const& call) {
  command::AcknowledgeAlarm seen{AlarmId{call.id}, call.now, call.caller.name};
  return Work{[seen = std::move(seen), project = call.project()](store::WriteTx& tx) {
    return acknowledge(tx, project, seen);
  }};
}

}  // namespace e2ms::http::api
