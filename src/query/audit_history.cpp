#include <algorithm>

#include "audit_findings.hpp"
#include "e2ms/domain/reading_pack.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.packs.
struct PackRow {
  MeterId meter;
  Instant first_at;
  Instant last_at;
  std::int64_t count;
  Bytes readings;
  std::optional<std::int64_t> rolls_at_wh;
};

/// Follows the packs of one meter after the other.
class PackWalk {
 public:
  PackWalk(store::ReadTx& tx, Findings& findings) : tx_(tx), findings_(findings) {}

  void take(PackRow const& row) {
    if (row.meter == meter_ && row.first_at <= last_at_) add(row, "overlaps the one before");
    meter_ = row.meter;
    last_at_ = row.last_at;
    auto const readings = unpack(row.readings);
    if (!readings) return add(row, "cannot be read");
    bool const true_to_itself = readings->front().taken_at == row.first_at &&
                                readings->back().taken_at == row.last_at &&
                                std::ssize(*readings) == row.count;
    if (!true_to_itself) return add(row, "does not hold what it says");
    check_way(row, *readings);
  }

 private:
  /// With the rows between them, the register only goes up, but for new baselines.
  void check_way(PackRow const& row, std::vector<Reading> const& readings) {
    auto const rows =
        tx_.all<store::Counted>("history.counted", in("meter", row.meter), in("from", row.first_at),
                                in("to", row.last_at + milliseconds(1)));
    std::vector<LoadPoint> packed, kept, way;
    for (auto const& reading : readings) packed.push_back({reading.taken_at, reading.total});
    for (auto const& each : rows) kept.push_back(each.point());
    std::ranges::merge(packed, kept, std::back_inserter(way), {}, &LoadPoint::at, &LoadPoint::at);
    for (std::size_t i = 1; i < way.size(); ++i) {
      if (way[i].at == way[i - 1].at)
        add(row, "holds a reading that is kept by itself as well, at " + moment(way[i].at));
      else if (way[i].total < way[i - 1].total && !way[i].rebased &&
               way[i - 1].total.wh() >= row.rolls_at_wh.value_or(INT64_MIN))
        add(row, "the register goes down at " + moment(way[i].at));
    }
  }

  void add(PackRow const& row, std::string const& what) {
    findings_.add("readings of meter " + std::to_string(row.meter.value) + " from " +
                  moment(row.first_at) + " on: " + what);
  }

  store::ReadTx& tx_;
  Findings& findings_;
  MeterId meter_;
  Instant last_at_;
};

/// A decision is about a reading that follows its baseline; none that counts lies between them.
void check_decisions(store::ReadTx& tx, Findings& findings) {
  struct Row {
    MeterId meter;
    std::optional<Instant> baseline_at;
    Instant taken_at;
    Bytes readings;
  };
  auto const check = [&findings](Row const& row) {
    auto const readings = unpack(row.readings);
    if (!readings) return;  // is told of as a pack
    bool const between = std::ranges::any_of(*readings, [&row](Reading const& reading) {
      return reading.taken_at < row.taken_at &&
             (!row.baseline_at || reading.taken_at > *row.baseline_at);
    });
    if (between)
      findings.add("a packed reading stands between a decision and its baseline of meter " +
                   std::to_string(row.meter.value));
  };
  tx.each<Row>("audit.packs_around_decisions", check);
}

void check_packs_without_day(store::ReadTx& tx, Findings& findings) {
  struct Row {
    MeterId meter;
    Instant first_at;
  };
  tx.each<Row>("audit.packs_without_day", [&findings](Row const& row) {
    findings.add("readings of meter " + std::to_string(row.meter.value) + " from " +
                 moment(row.first_at) + " on: belong to no day");
  });
}

}  // namespace

void audit_history(store::ReadTx& tx, Findings& findings) {
  PackWalk packs(tx, findings);
  tx.each<PackRow>("audit.packs", [&packs](PackRow const& row) { packs.take(row); });
  check_decisions(tx, findings);
  check_packs_without_day(tx, findings);
}

}  // namespace e2ms::query
