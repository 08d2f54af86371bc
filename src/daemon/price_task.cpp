#include "price_task.hpp"

#include <algorithm>

#include "e2ms/base/text.hpp"
#include "e2ms/document/tariff_json.hpp"

namespace e2ms::daemon {

namespace {

// What is read or billed at once: more is a slip of the pen, and would take for ever.
constexpr Duration kLongest = days(366 * 30);

std::vector<MeteringPoint> read_meters(document::JsonPlace& place) {
  std::vector<MeteringPoint> meters;
  place.needed("meters");
  for (auto& each : place.objects("meters")) {
    MeteringPoint meter{each.text("id"), read_decimal_if(each, "mult").value_or(1),
                        static_cast<unsigned>(each.integer_or("digits", {1, 12}, 6)),
                        read_decimal_if(each, "max_kw")};
    if (meter.multiplier <= 0) each.wrong("mult", "must be above zero");
    if (meter.max_kw && *meter.max_kw <= 0) each.wrong("max_kw", "must be above zero");
    bool const twice = std::any_of(meters.begin(), meters.end(),
                                   [&](auto const& one) { return one.id == meter.id; });
    if (twice) each.wrong("id", meter.id + " stands there twice");
    meters.push_back(std::move(meter));
  }
  return meters;
}

std::vector<TariffVersion> read_versions(document::JsonPlace& place, Zone const& zone) {
  std::vector<TariffVersion> versions;
  place.needed("tariffs");
  for (auto& each : place.objects("tariffs")) {
    versions.push_back(read_tariff(each, zone));
    for (std::size_t i = 0; i + 1 < versions.size(); ++i) {
      if (versions[i].id == versions.back().id) each.wrong("id", "stands there twice");
      if (versions[i].valid_from == versions.back().valid_from)
        each.wrong("valid_from", "is the same as that of " + versions[i].id);
    }
  }
  std::stable_sort(versions.begin(), versions.end(),
                   [](auto const& a, auto const& b) { return a.valid_from < b.valid_from; });
  return versions;
}

std::optional<std::pair<Instant, Instant>> read_active(document::JsonPlace& bill,
                                                       Zone const& zone) {
  if (!bill.has("active")) return std::nullopt;
  auto place = bill.object("active");
  auto const from = read_local(place, "from", zone);
  auto const to = read_local(place, "to", zone);
  if (to < from) place.wrong("to", "is before from");
  place.finish();
  return std::pair{from, to};
}

std::vector<BillPeriod> read_bills(document::JsonPlace& place, Zone const& zone) {
  std::vector<BillPeriod> bills;
  place.needed("bills");
  for (auto& each : place.objects("bills")) {
    BillPeriod bill{each.text("id"),
                    read_local(each, "from", zone),
                    read_local(each, "to", zone),
                    read_decimal_if(each, "demand_kw"),
                    read_decimal_if(each, "pf_kwh"),
                    read_decimal_if(each, "pf_kvarh"),
                    read_active(each, zone)};
    if (bill.to <= bill.from)
      each.wrong("to", "is not after from");
    else if (bill.to - bill.from > kLongest)
      each.wrong("to", "is more than 30 years after from");
    for (auto const& other : bills) {
      if (other.id == bill.id) each.wrong("id", bill.id + " stands there twice");
      if (bill.from < other.to && other.from < bill.to)
        each.wrong("from", "overlaps with bill " + other.id);
    }
    each.finish();
    bills.push_back(std::move(bill));
  }
  return bills;
}

std::vector<ExtraLine> read_extra(document::JsonPlace& place,
                                  std::vector<BillPeriod> const& bills) {
  std::vector<ExtraLine> lines;
  for (auto& each : place.objects("extra_lines")) {
    ExtraLine line{each.text("bill"), each.text("code"), read_decimal_if(each, "qty").value_or(1),
                   read_decimal(each, "price")};
    bool const known = std::any_of(bills.begin(), bills.end(),
                                   [&](auto const& bill) { return bill.id == line.bill; });
    if (!known) each.wrong("bill", "there is no bill " + line.bill);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::map<int, std::pair<int, int>> read_prorate(document::JsonPlace& place) {
  std::map<int, std::pair<int, int>> shares;
  if (!place.has("tier_prorate")) return shares;
  auto years = place.object("tier_prorate");
  for (auto const& name : years.names()) {
    auto const year = parse_integer(name);
    auto const share = years.integers(name, {0, 1200});
    if (!year || *year < 1900 || *year > 2200)
      years.wrong(name, "is no year");
    else if (share.size() != 2 || share[1] == 0)
      years.wrong(name, "must be two whole numbers, like [10, 12]");
    else
      shares[static_cast<int>(*year)] = {static_cast<int>(share[0]), static_cast<int>(share[1])};
  }
  return shares;
}

Registers read_registers(document::JsonPlace& reading, MeteringPoint const* meter) {
  Registers registers;
  reading.needed("r");
  auto place = reading.object("r");
  for (auto const& name : place.names()) {
    bool const rate = name.size() == 2 && name[0] == 'T' && name[1] >= '1' && name[1] <= '5';
    if (!rate && name != kTotalRegister && name != kReactiveRegister)
      place.wrong(name, "must be T, T1 to T5 or Q");
    auto const value = read_amount(place, name);
    auto const digits = meter ? meter->digits : 12U;
    if (value >= Exact(boost::multiprecision::pow(boost::multiprecision::cpp_int(10), digits)))
      place.wrong(name,
                  decimal_text(value) + " has more than " + std::to_string(digits) + " digits");
    registers[name] = value;
  }
  if (registers.empty()) reading.wrong("r", "must hold at least one register");
  return registers;
}

void check_span(document::JsonPlace& place, std::string_view list,
                std::vector<RegisterReading> const& readings) {
  auto const [first, last] = std::minmax_element(
      readings.begin(), readings.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
  if (first != readings.end() && last->at - first->at > kLongest)
    place.wrong(list, "span more than 30 years");
}

}  // namespace

std::optional<std::size_t> read_meter(document::JsonPlace& place,
                                      std::vector<MeteringPoint> const& meters) {
  auto const id = place.text("m");
  auto const found =
      std::find_if(meters.begin(), meters.end(), [&](auto const& meter) { return meter.id == id; });
  if (found != meters.end()) return static_cast<std::size_t>(found - meters.begin());
  if (!id.empty()) place.wrong("m", "there is no meter " + id);
  return std::nullopt;
}

Instant read_instant(document::JsonPlace& place, std::string_view name) {
  auto const text = place.text(name);
  auto const at = from_iso(text);
  if (!at && !text.empty()) place.wrong(name, text + " is no instant like 2026-01-31T16:00:00Z");
  return at.value_or(Instant{});
}

std::vector<RegisterReading> read_readings(document::JsonPlace& place, std::string_view list,
                                           std::vector<MeteringPoint> const& meters) {
  std::vector<RegisterReading> readings;
  for (auto& each : place.objects(list)) {
    auto const meter = read_meter(each, meters);
    auto const quality = each.text_if("q").value_or("actual");
    if (quality != "actual" && quality != "estimated")
      each.wrong("q", "must be actual or estimated");
    readings.push_back({meter.value_or(0), read_instant(each, "t"),
                        read_registers(each, meter ? &meters[*meter] : nullptr),
                        quality == "estimated"});
  }
  check_span(place, list, readings);
  return readings;
}

BillingTask read_task(document::JsonPlace& place) {
  auto const name = place.text("tz");
  auto const zone = Zone::named(name);
  if (!zone && !name.empty()) place.wrong("tz", name + " is no time zone");
  BillingTask task{.zone = zone ? *zone : Zone::named("UTC").value(),
                   .meters = read_meters(place),
                   .readings = {},
                   .versions = {},
                   .bills = {},
                   .extra_lines = {},
                   .tier_prorate = {}};
  task.versions = read_versions(place, task.zone);
  task.bills = read_bills(place, task.zone);
  task.readings = read_readings(place, "readings", task.meters);
  task.extra_lines = read_extra(place, task.bills);
  if (place.has("cum_start")) task.counted_before = read_amount(place, "cum_start");
  task.tier_prorate = read_prorate(place);
  task.tier_reset_on_version = place.boolean_or("tier_reset_on_version", false);
  return task;
}

}  // namespace e2ms::daemon
