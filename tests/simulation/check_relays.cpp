// Whether relays are where the rules want them, and moved only when and as often as they should.

#include <algorithm>

#include "checks.hpp"
#include "e2ms/base/digest.hpp"

namespace e2ms::simulation {
namespace {

/// Between the last look at the wish and the frame on the bus the line has to fall silent.
constexpr Duration kOnTheWay = seconds(30);
constexpr std::size_t kRowsAtOnce = 2'000;

std::vector<std::int64_t> numbers(std::vector<std::string> const& rows) {
  std::vector<std::int64_t> out;
  for (auto const& row : rows) out.push_back(std::stoll(row));
  return out;
}

struct Decision {
  Instant at;
  bool off;
};

std::vector<Decision> decisions(Town& town, MeterId meter) {
  std::vector<Decision> out;
  for (auto const& row : town.texts("SELECT at || ' ' || verdict FROM supply_decision"
                                    " WHERE verdict <> 2 AND meter = " +
                                    std::to_string(meter.value) + " ORDER BY id"))
    out.push_back({{std::stoll(row)}, row.ends_with(" 1")});
  return out;
}

/// Whether that was wanted at some time shortly before the move.
bool was_wanted(std::vector<Decision> const& decisions, RelayMove const& move) {
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    bool const begun = decisions[i].at <= move.at;
    bool const over = i + 1 < decisions.size() && decisions[i + 1].at < move.at - kOnTheWay;
    if (decisions[i].off == move.open && begun && !over) return true;
  }
  return false;
}

}  // namespace

/// The rules once more, by what they mean: a person's word first, then the balance, and between
/// nothing and the reconnect amount whatever it was before.
void Checks::check_policy() {
  for (auto const& place : town_.places) {
    if (!place.has_relay) continue;
    auto const meter = std::to_string(place.meter.value);
    bool const open = town_.meter_at(place).state().relay_open;
    auto const hold = town_.number(
        "SELECT coalesce((SELECT wanted FROM supply_hold WHERE meter = " + meter + "), -1)");
    bool const held = hold >= 0;
    bool wrong = held ? open != (hold == 1) : !place.account && open;
    if (!held && place.account) {
      auto const available = town_.number(
          "SELECT a.credit_limit_fen - s.running_fen + coalesce(b.amount_fen, 0) FROM account a"
          " JOIN account_state s ON s.account = a.id"
          " LEFT JOIN balance b ON b.book = 1 AND b.account = a.id WHERE a.id = " +
          std::to_string(place.account->value));
      wrong = (available <= 0 && !open) || (available >= kReconnect.fen() && open);
    }
    if (wrong) found("meter " + meter + " ends " + (open ? "open" : "closed"));
  }
}

void Checks::check_moves() {
  std::map<MeterId, std::vector<RelayMove>> moves;
  for (auto const& gateway : town_.gateways) {
    for (auto const& move : gateway->moves()) {
      auto const* const place = town_.find(move.address);
      ENSURE(place != nullptr);
      auto const index = static_cast<std::size_t>(place - town_.places.data());
      // What the old meter was told, the new one heard.
      if (!town_.astray(index, move.at)) moves[town_.meter_at(index, move.at)].push_back(move);
    }
  }
  for (std::size_t i = 0; i < town_.places.size(); ++i)
    for (auto const meter : {town_.meter_at(i, start_), town_.places[i].meter}) {
      auto place = town_.places[i];
      place.meter = meter;
      if (auto const found = moves.extract(meter)) check_moves_of(place, found.mapped());
    }
}

/// Only payments, their reversals and people start something new; in between the balance only
/// goes down, so a relay closes at most once and opens at most once.
void Checks::check_moves_of(Place const& place, std::vector<RelayMove> const& moves) {
  auto const meter = std::to_string(place.meter.value);
  auto const account = std::to_string(place.account ? place.account->value : 0);
  auto const causes = numbers(
      town_.texts("SELECT CAST(at AS TEXT) FROM (SELECT at FROM journal WHERE kind IN (1, 3)"
                  " AND account = " +
                  account +
                  " UNION ALL SELECT at FROM audit WHERE action = 'supply_held'"
                  " AND subject = 'meter:" +
                  meter + "') ORDER BY at"));
  auto const wanted = decisions(town_, place.meter);
  std::map<std::pair<std::int64_t, bool>, int> seen;
  for (auto const& move : moves) {
    auto const side = move.open ? "opened" : "closed";
    auto const name = "meter " + meter + " " + side + " at " + to_iso(move.at);
    if (!was_wanted(wanted, move)) found(name + " without being asked to");
    auto const next = std::upper_bound(causes.begin(), causes.end(), move.at.ms);
    auto const cause = next == causes.begin() ? 0 : *std::prev(next);
    // An order that was on its way belongs to what was before.
    if (move.at.ms - cause < kOnTheWay.ms && move.open) continue;
    if (++seen[{cause, move.open}] > 1) found(name + " again, with nothing new");
  }
}

std::string Checks::digest() {
  std::string hash;
  std::string rows;
  auto const take = [&] { hash = sha256_hex(hash + rows), rows.clear(); };
  for (std::string const table :
       {"reading", "journal", "entry", "charge", "top_up", "supply_decision", "supply_step",
        "message", "audit", "verification", "reading_decision", "reading_pack", "energy_day"}) {
    auto const columns = town_.texts(
        "SELECT group_concat('quote(' || name || ')', '||'',''||')"
        " FROM pragma_table_info('" +
        table + "')");
    auto const order = table == "reading"        ? "taken_at, meter"
                       : table == "entry"        ? "journal, leg"
                       : table == "reading_pack" ? "meter, first_at"
                       : table == "energy_day"   ? "meter, day"
                                                 : "id";
    std::size_t count = 0;
    for (auto const& row :
         town_.texts("SELECT " + columns.front() + " FROM " + table + " ORDER BY " + order)) {
      rows += row + "\n";
      if (++count % kRowsAtOnce == 0) take();
    }
    take();
  }
  for (auto const& gateway : town_.gateways)
    for (auto const& move : gateway->moves())
      rows += move.address + " " + to_iso(move.at) + (move.open ? " open\n" : " closed\n");
  take();
  return hash;
}

}  // namespace e2ms::simulation
