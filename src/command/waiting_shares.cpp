#include <map>

#include "alarms.hpp"
#include "e2ms/command/share.hpp"
#include "share_meters.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Columns of share.main_of_month.
struct MainMeter {
  MeterId meter;
  std::string group;
};

std::string told(store::ShareGap::Kind kind) {
  switch (kind) {
    case store::ShareGap::Kind::reading_before:
      return "reading at the beginning";
    case store::ShareGap::Kind::reading_after:
      return "reading after the end";
    case store::ShareGap::Kind::grid_bill:
      break;
  }
  return "bill of the grid";
}

/// Main meters behind which a month waits, and which.
class Waiting {
 public:
  Waiting(store::WriteTx& tx, NoteWaitingShares const& command) : tx_(tx), command_(command) {}

  Result<std::map<MeterId, std::string>> run() {
    auto const name = tx_.one<std::string>("share.project_zone", in("project", command_.project));
    if (!name) return found_;
    TRY(auto const zone, Zone::named(*name));
    for (auto const& month : store::automatic_months(tx_, command_.project, command_.at)) {
      bool const closes =
          store::month_span(month.bill, zone).to + command_.close_after <= command_.at;
      if (closes) TRY_VOID(look_at(month));
    }
    return found_;
  }

 private:
  Result<void> look_at(store::AutomaticMonth const& month) {
    TRY(auto const now,
        store::share_month(tx_, command_.project, month.sharing, month.bill, command_.at));
    if (now.missing.empty()) return {};
    auto const main = tx_.one<MainMeter>("share.main_of_month", in("sharing", month.sharing),
                                         in("bill", month.bill));
    ENSURE(main.has_value());
    auto const& first = now.missing.front();
    auto const address = tx_.one<std::string>("share.address", in("meter", first.meter));
    found_.try_emplace(
        meter_in_use(tx_, main->meter),
        main->group + " " + month.bill + ": " + told(first.kind) + ", " + address.value_or(""));
    return {};
  }

  store::WriteTx& tx_;
  NoteWaitingShares const& command_;
  std::map<MeterId, std::string> found_;
};

}  // namespace

Result<NoteWaitingShares::Outcome> execute(store::WriteTx& tx, NoteWaitingShares const& command) {
  struct Open {
    MeterId meter;
    std::string detail;
  };
  TRY(auto const waiting, Waiting(tx, command).run());
  for (auto const& open : tx.all<Open>("share.waiting_alarms", in("kind", AlarmKind::share_waits),
                                       in("project", command.project))) {
    auto const known = waiting.find(open.meter);
    if (known == waiting.end() || known->second != open.detail)
      close_alarm(tx, AlarmKind::share_waits, {.meter = open.meter}, command.at);
  }
  for (auto const& [meter, detail] : waiting)
    open_alarm(tx, AlarmKind::share_waits, {.meter = meter}, detail, command.at);
  return NoteWaitingShares::Outcome{};
}

}  // namespace e2ms::command
