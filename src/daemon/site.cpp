#include "site.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/device/address.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "site_lines.hpp"

namespace e2ms::daemon {

namespace {

constexpr document::JsonPlace::Range kGrace{0, 7 * 86'400};
constexpr document::JsonPlace::Range kRatio{1, 1'000'000};
constexpr document::JsonPlace::Range kPower{1, 100'000'000};
constexpr document::JsonPlace::Range kPoll{1, 86'400};
constexpr document::JsonPlace::Range kSeldom{1, 31 * 86'400};
constexpr document::JsonPlace::Range kVacantUse{0, 1'000'000'000};
constexpr std::int64_t kDay = 86'400;

/// Reads one site file from top to bottom; later parts look up names of earlier ones.
class SiteReader {
 public:
  SiteReader(Models const& models, Instant now, document::FileProblems& problems)
      : models_(models), now_(now), problems_(problems) {}

  Site read(nlohmann::json const& json) {
    document::JsonPlace root(json, "", problems_);
    project(root.object("project"));
    for (auto& place : root.objects("tariffs")) tariff(place);
    for (auto& place : root.objects("gateways")) lines_.gateway(place);
    for (auto& place : root.objects("lines")) lines_.line(place);
    for (auto& place : root.objects("groups")) group(place);
    for (auto& place : root.objects("rooms")) room(place);
    for (auto& place : root.objects("operators")) {
      site_.operators.push_back(unique_text(place, "name", operators_));
      place.finish();
    }
    root.finish();
    return std::move(site_);
  }

 private:
  void project(document::JsonPlace place) {
    auto const zone = place.text("time_zone");
    if (!Zone::named(zone).has_value())
      place.wrong("time_zone", "'" + zone + "' is not in the time zone database");
    site_.project = {.name = place.text("name"),
                     .time_zone = zone,
                     .warning_grace = seconds(place.integer("warning_grace_s", kGrace)),
                     .fresh_reading = seconds(place.integer("fresh_reading_s", kGrace)),
                     .due_days = place.integer_or("due_days", {0, kMostDueDays}, 15),
                     .landlord = place.text_if("landlord").value_or(""),
                     .vacant_use = Energy::wh(place.integer_or("vacant_use_wh", kVacantUse, 1000))};
    place.finish();
  }

  void tariff(document::JsonPlace& place) {
    auto const name = unique_text(place, "name", tariffs_);
    auto terms = tariff_terms(place);
    auto const from = from_iso(place.text("valid_from"));
    if (!from) place.wrong("valid_from", "must be a UTC time such as 2026-01-01T00:00:00Z");
    if (from && *from > now_) later_.insert(name);
    media_[name] = document::terms_from_text(terms).terms.medium;
    site_.tariffs.push_back({.project = {},
                             .name = name,
                             .valid_from = from.value_or(Instant{}),
                             .document = std::move(terms),
                             .at = {}});
    place.finish();
  }

  /// One price, or all terms.
  static std::string tariff_terms(document::JsonPlace& place) {
    auto const* const terms = place.raw("terms");
    if (terms == nullptr) {
      auto const medium = document::read_medium(place);
      auto const price = price_from_text(place.text("price"));
      if (!price)
        place.wrong("price", "must be yuan per " + std::string(unit_text(medium)) +
                                 " with at most 8 decimals, as a text");
      return document::flat_document(price.value_or(Price{}), medium);
    }
    auto const text = terms->dump();
    auto document = document::terms_from_text(text);
    if (document.problems.empty()) document.problems = document::unchargeable(document.terms);
    for (auto const& problem : document.problems)
      place.wrong("terms." + problem.place, problem.text);
    return text;
  }

  void group(document::JsonPlace& place) {
    auto const name = unique_text(place, "name", group_names_);
    auto const energy = place.integer("energy_s", kPoll);
    // The other classes come with some of the polls that bring the energy.
    auto const seldom = [&](std::string_view key, std::int64_t otherwise) {
      auto const value = place.integer_or(key, kSeldom, otherwise);
      if (value < energy) place.wrong(key, "must not be less than energy_s");
      return seconds(value);
    };
    command::AddMeterGroup add{};
    add.name = name;
    add.energy = seconds(energy);
    add.momentary = seldom("momentary_s", energy);
    add.status = seldom("status_s", energy);
    add.clock = seldom("clock_s", std::max(energy, kDay));
    add.freezes = place.boolean_or("freezes", true);
    groups_.insert(name);
    site_.groups.push_back(std::move(add));
    place.finish();
  }

  /// The group of a meter that names none: everything at one interval.
  std::string plain_group(document::JsonPlace& place) {
    auto const poll = place.integer_or("poll_s", kPoll, 300);
    auto const name =
        poll % 60 == 0 ? std::to_string(poll / 60) + " min" : std::to_string(poll) + " s";
    if (group_names_.contains(name)) {
      place.wrong("poll_s", "makes the group '" + name + "', which is described already: name it");
    } else if (groups_.insert(name).second) {
      auto const every = seconds(poll);
      site_.groups.push_back({.project = {},
                              .name = name,
                              .energy = every,
                              .momentary = every,
                              .status = every,
                              .clock = seconds(std::max(poll, kDay)),
                              .freezes = true});
    }
    return name;
  }

  std::string group_of(document::JsonPlace& place) {
    auto const name = place.text_if("group");
    if (!name) return plain_group(place);
    if (!group_names_.contains(*name)) place.wrong("group", "'" + *name + "' is not a group");
    if (place.has("poll_s")) place.wrong("poll_s", "is the group's business");
    return *name;
  }

  void room(document::JsonPlace& place) {
    Site::Room room;
    room.add = {.project = {},
                .building = place.text("building"),
                .floor = place.text("floor"),
                .name = unique_text(place, "name", rooms_)};
    for (auto& meter_place : place.objects("meters")) room.meters.push_back(meter(meter_place));
    if (place.has("account")) room.account = account(place.object("account"));
    site_.rooms.push_back(std::move(room));
    place.finish();
  }

  Site::Meter meter(document::JsonPlace& place) {
    Site::Meter meter{place.text("line"), group_of(place), {}};
    auto& add = meter.add;
    auto const framing = lines_.framing_of(meter.line);
    if (!framing) place.wrong("line", "'" + meter.line + "' is not a line");
    add.model = place.text("model");
    add.address = place.text("address");
    auto const model = models_.find(add.model);
    if (model == models_.end())
      place.wrong("model", "'" + add.model + "' is not a known meter model");
    else
      of_model(place, add, model->second);
    bool const modbus =
        model != models_.end() && model->second.protocol == device::Protocol::modbus;
    if (framing == Framing::modbus_rtu && model != models_.end() && !modbus)
      place.wrong("model", "is not Modbus, and line '" + meter.line + "' carries nothing else");
    // After the model has spelled the address its own way.
    if (!addresses_.insert({meter.line, add.address}).second)
      place.wrong("address", "is used twice on line '" + meter.line + "'");
    if (add.medium == Medium::water)
      of_water(place, add);
    else
      of_electricity(place, add);
    place.finish();
    return meter;
  }

  static void of_electricity(document::JsonPlace& place, command::AddMeter& add) {
    add.ratio = place.integer_or("ratio", kRatio, 1);
    add.password = place.text_if("password");
    if (add.password && !is_access(*add.password))
      place.wrong("password",
                  "must be permission and password, or also the operator: 4 or 8 "
                  "bytes as hex in wire order");
    add.max_power_w = place.integer_or("max_power_w", kPower, add.max_power_w);
  }

  /// Nobody's water is shut off because a valve happens to be there.
  static void of_water(document::JsonPlace& place, command::AddMeter& add) {
    constexpr std::int64_t kLitres = 1000;
    add.ratio = 1;
    bool const valve = place.boolean_or("valve", false);
    if (valve && !add.has_relay) place.wrong("valve", "the model has none");
    add.has_relay = add.has_relay && valve;
    auto const flow = document::read_decimal(place, "max_flow_m3h") * kLitres;
    bool const good = denominator(flow) == 1 && flow >= 1 && flow <= kPower.largest;
    if (!good)
      place.wrong("max_flow_m3h", "must be the largest flow in m³ an hour, as a text, above 0");
    add.max_power_w = good ? static_cast<std::int64_t>(numerator(flow)) : 1;
  }

  static void of_model(document::JsonPlace& place, command::AddMeter& add,
                       device::Model const& model) {
    auto const address = device::MeterAddress::of(model.protocol, add.address);
    if (address)
      add.address = address->text();
    else
      place.wrong("address",
                  "is not an address of one " + std::string(word(model.protocol)) + " meter");
    add.medium = model.medium();
    add.has_relay = model.has_relay();
    add.max_power_w = model.maximum_w();
    add.rolls_at = Energy::wh(model.rollover_wh());
  }

  Site::Account account(document::JsonPlace place) {
    Site::Account account;
    account.tariff = tariff_of(place, "tariff", Medium::electricity);
    account.water_tariff = tariff_of(place, "water_tariff", Medium::water);
    if (!account.tariff && !account.water_tariff) place.wrong("tariff", "is missing");
    auto& open = account.open;
    open.tenant = place.text("tenant");
    open.credit_limit = money(place, "credit_limit");
    open.alarm1 = money(place, "alarm1");
    open.alarm2 = money(place, "alarm2");
    open.reconnect = money(place, "reconnect");
    account.opening_payment = money(place, "opening_payment");
    if (place.has("water_opening_payment"))
      account.water_opening_payment = money(place, "water_opening_payment");
    place.finish();
    return account;
  }

  std::optional<std::string> tariff_of(document::JsonPlace& place, std::string_view key,
                                       Medium medium) {
    auto const name = place.text_if(key);
    if (!name) return std::nullopt;
    auto const known = media_.find(*name);
    if (known == media_.end())
      place.wrong(key, "'" + *name + "' is not a tariff");
    else if (known->second != medium)
      place.wrong(
          key, "'" + *name + "' prices " +
                   (medium == Medium::water ? "electricity, not water" : "water, not electricity"));
    if (later_.contains(*name))
      place.wrong(key,
                  "'" + *name + "' has no price yet: its valid_from must not be in the future");
    return name;
  }

  static bool is_access(std::string const& password) {
    auto const bytes = from_hex(password);
    return bytes && (bytes->size() == 4 || bytes->size() == 8);
  }

  static Money money(document::JsonPlace& place, std::string_view name) {
    auto const amount = money_from_text(place.text(name));
    if (amount && *amount >= Money{} && *amount <= kLargestMoney) return *amount;
    place.wrong(name, "must be yuan with at most two decimals, as a text, from 0 to " +
                          to_text(kLargestMoney));
    return {};
  }

  Models const& models_;
  Instant now_;
  document::FileProblems& problems_;
  Site site_;
  std::set<std::string> later_;          ///< tariffs that begin after `now_`
  std::map<std::string, Medium> media_;  ///< what each tariff prices
  LineReader lines_{site_};
  std::set<std::string> group_names_;  ///< those the file describes
  std::set<std::string> groups_;       ///< and those that follow from `poll_s`
  std::set<std::string> tariffs_, rooms_, operators_;
  std::set<std::pair<std::string, std::string>> addresses_;
};

}  // namespace

std::optional<Site> read_site(std::string const& path, Models const& models, Instant now,
                              document::FileProblems& problems) {
  auto const json = document::read_json_file(path, problems);
  if (!json) return std::nullopt;
  auto site = SiteReader(models, now, problems).read(*json);
  if (!problems.empty()) return std::nullopt;
  return site;
}

}  // namespace e2ms::daemon
