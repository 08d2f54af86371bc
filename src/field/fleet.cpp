#include "e2ms/field/fleet.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "e2ms/base/log.hpp"
#include "e2ms/command/know_registers.hpp"
#include "e2ms/port/task_end.hpp"
#include "e2ms/protocol/heartbeat.hpp"
#include "figure_book.hpp"
#include "line_keeper.hpp"
#include "line_plan.hpp"
#include "recorder.hpp"

namespace e2ms::field {
namespace {

constexpr Duration kLoadAgain = seconds(5);

/// A meter's own permission and password (4 bytes), and operator (4 more), as hex in wire order.
std::optional<device::RelayAccess> access_of(std::string const& password) {
  auto const bytes = from_hex(password);
  if (!bytes || (bytes->size() != 4 && bytes->size() != 8)) return std::nullopt;
  device::RelayAccess access;
  access.permission = bytes->front();
  std::copy_n(bytes->begin() + 1, access.password.size(), access.password.begin());
  if (bytes->size() == 8)
    std::copy_n(bytes->begin() + 4, access.operator_id.size(), access.operator_id.begin());
  return access;
}

/// Nothing, and a word about it, for a meter that cannot be spoken to.
std::optional<MeterPlan> plan_of(query::FleetPlan::Meter const& meter, FieldPorts const& ports) {
  auto const refuse = [&meter](char const* why) {
    log::error("meter_unusable", {{"meter", meter.id}, {"model", meter.model}, {"reason", why}});
    return std::nullopt;
  };
  auto const* const model = ports.model(meter.model);
  if (!model) return refuse("unknown_model");
  // Litres must never be charged as Wh, whatever became of the model's file.
  if (model->medium() != meter.medium) return refuse("medium");
  auto const address = device::MeterAddress::of(model->protocol, meter.address);
  if (!address) return refuse("address");
  std::optional<device::RelayAccess> access;
  if (meter.password) {
    access = access_of(*meter.password);
    if (!access) return refuse("password");
  }
  std::optional<Learnt> learnt;
  if (auto what = learnt_of(meter.refused.value_or("")); what && meter.refused_since)
    learnt = Learnt{*std::move(what), *meter.refused_since};
  bool const has_relay = meter.has_relay && model->has_relay();
  return MeterPlan{.id = meter.id,
                   .model = model,
                   .address = *address,
                   .access = access,
                   .has_relay = has_relay,
                   .rhythm = {meter.energy, meter.momentary, meter.status},
                   .last_read = meter.last_read,
                   .clock = meter.clock,
                   .clock_looked = meter.clock_looked,
                   .freezes = meter.freezes && model->daily_freezes > 0,
                   .last_freeze = meter.last_freeze,
                   .learnt = learnt};
}

}  // namespace

Fleet::Fleet(FieldPorts ports)
    : ports_(std::move(ports)),
      figures_(std::make_unique<FigureBook>(ports_, keepers_)),
      recorder_(std::make_unique<Recorder>(ports_, keepers_, [this] {
        if (stopping_) ended(nullptr);
      })) {}

Fleet::~Fleet() = default;

void Fleet::start() {
  reload();
  keep_figures();
}

void Fleet::keep_figures() {
  writing_figures_ = true;
  boost::asio::co_spawn(ports_.loop, figures_->keep_writing(),
                        boost::asio::bind_cancellation_slot(figures_signal_.slot(),
                                                            [this](std::exception_ptr thrown) {
                                                              port::let_end(thrown);
                                                              writing_figures_ = false;
                                                              if (stopping_) ended(nullptr);
                                                            }));
}

void Fleet::reload() {
  load_again_ = true;
  if (stopping_ || std::exchange(loading_, true)) return;
  boost::asio::co_spawn(
      ports_.loop, keep_loading(),
      boost::asio::bind_cancellation_slot(signal_.slot(), [this](std::exception_ptr thrown) {
        port::let_end(thrown);
        loading_ = false;
        if (stopping_) return ended(nullptr);
        if (load_again_) reload();
      }));
}

/// Until the keepers know what the archives say: a change that could not be read is not announced
/// again.
boost::asio::awaitable<void> Fleet::keep_loading() {
  while (load_again_ && !stopping_) {
    load_again_ = false;
    auto const loaded = co_await load();
    if (loaded || stopping_) continue;
    log::warn("fleet_not_loaded", {{"fault", loaded.fault()}});
    load_again_ = true;
    co_await ports_.clock.sleep(kLoadAgain);
  }
}

/// Starts keepers of new lines, ends those of lines that are gone, tells the others what changed.
boost::asio::awaitable<Result<void>> Fleet::load() {
  query::FleetPlan const plan_question{ports_.clock.now()};
  auto plan = co_await ports_.store.ask(plan_question);
  if (!plan) co_return plan.fault();
  query::SupplyGaps const gaps_question;
  auto const gaps = co_await ports_.store.ask(gaps_question);
  if (!gaps) co_return gaps.fault();
  if (stopping_) co_return Fault{FaultCode::cancelled};
  if (keepers_.empty() && !clock_is_believed(*plan)) co_return Fault{FaultCode::bad_input};

  query::ReadWishes const wishes_question{ports_.clock.now()};
  auto const wishes = co_await ports_.store.ask(wishes_question);
  if (!wishes) co_return wishes.fault();
  if (stopping_) co_return Fault{FaultCode::cancelled};

  std::set<std::string> models;
  for (auto const& meter : plan->meters)
    if (!meter.knows_registers) models.insert(meter.model);
  apply(sort_by_line(*std::move(plan)));
  for (auto const& wish : *wishes)
    if (auto* const keeper = keeper_of(wish.meter)) keeper->reading_open(wish.meter, wish.asked_at);
  for (auto const& gap : *gaps)
    if (auto* const keeper = keeper_of(gap.meter)) keeper->supply_open(gap.meter);
  recorder_->look();
  co_await tell_registers(std::move(models));
  co_return Result<void>();
}

/// What the models' files say of meters that nobody said it of.
boost::asio::awaitable<void> Fleet::tell_registers(std::set<std::string> models) {
  for (auto const& name : models) {
    auto const* const model = ports_.model(name);
    if (!model || stopping_) continue;
    command::KnowRegisters command{name, Energy::wh(model->rollover_wh())};
    auto const told = co_await ports_.store.submit(std::move(command));
    // The next plan asks again.
    if (!told) co_return;
  }
}

/// What is read under a clock that lost its time would be older than what is known, and doubtful
/// for as long as the clock was wrong.
bool Fleet::clock_is_believed(query::FleetPlan::Answer const& plan) {
  std::optional<Instant> newest;
  for (auto const& meter : plan.meters) newest = std::max(newest, meter.last_read);
  auto const now = ports_.clock.now();
  if (!newest || *newest - now <= ports_.clock_behind) return true;
  if (!std::exchange(disbelief_told_, true))
    log::error("clock_behind", {{"now", to_iso(now)}, {"newest_reading", to_iso(*newest)}});
  return false;
}

Fleet::Plans Fleet::sort_by_line(query::FleetPlan::Answer answer) const {
  Plans plans;
  std::unordered_map<LineId, std::size_t> places;
  for (auto& line : answer.lines) {
    places.emplace(line.id, plans.size());
    plans.push_back({std::move(line), {}});
  }
  for (auto const& meter : answer.meters) {
    auto const place = places.find(meter.line);
    ENSURE(place != places.end());
    if (auto planned = plan_of(meter, ports_))
      plans[place->second].meters.push_back(*std::move(planned));
  }
  return plans;
}

void Fleet::apply(Plans plans) {
  line_of_meter_.clear();
  dtus_.clear();
  callers_ = {};
  std::vector<LineId> gone;
  for (auto const& [id, keeper] : keepers_) {
    auto const same = std::any_of(plans.begin(), plans.end(), [&keeper](LinePlan const& plan) {
      return plan.line.id == keeper->line().id && keeper->leads_to(plan.line);
    });
    if (!same) gone.push_back(id);
  }
  for (auto const id : gone) retire(id);

  for (auto& plan : plans) {
    auto const id = plan.line.id;
    for (auto const& meter : plan.meters) line_of_meter_[meter.id] = id;
    if (plan.line.registration && !plan.line.registration->empty()) {
      auto const heartbeats = protocol::split_heartbeats(plan.line.heartbeats);
      dtus_[*plan.line.registration] = {id, heartbeats};
      callers_.add(*plan.line.registration, heartbeats);
    }
    auto& keeper = keepers_[id];
    if (keeper) {
      keeper->plan(std::move(plan));
      continue;
    }
    keeper = std::make_unique<LineKeeper>(ports_, std::move(plan));
    keeper->start([this, self = keeper.get()] { ended(self); });
  }
  log::info("fleet_loaded", {{"lines", keepers_.size()}, {"meters", line_of_meter_.size()}});
}

void Fleet::retire(LineId line) {
  auto found = keepers_.extract(line);
  found.mapped()->stop();
  retired_.push_back(std::move(found.mapped()));
}

void Fleet::hear(std::span<store::Announcement const> announcements) {
  using Kind = store::Announcement::Kind;
  bool archives = false;
  for (auto const& one : announcements) {
    if (one.kind == Kind::archive) archives = true;
    if (one.kind == Kind::recording) recorder_->look();
    bool const supply = one.kind == Kind::supply_wanted;
    if (!supply && one.kind != Kind::reading_wanted) continue;
    auto* const keeper = keeper_of(MeterId{one.id});
    if (!keeper) continue;
    if (supply)
      keeper->supply_wanted(MeterId{one.id});
    else
      keeper->reading_wanted(MeterId{one.id}, ports_.clock.now());
  }
  if (archives) reload();
}

std::optional<KnownDtu> Fleet::dtu(std::string const& registration) const {
  auto const found = dtus_.find(registration);
  if (found == dtus_.end()) return std::nullopt;
  return found->second;
}

void Fleet::arrive(std::string const& registration, std::unique_ptr<port::Line> line) {
  if (auto* const keeper = keeper_of(registration))
    keeper->arrive(std::move(line));
  else
    line->close();
}

void Fleet::look(std::string const& registration) {
  if (auto* const keeper = keeper_of(registration)) keeper->wake();
}

void Fleet::stop(std::function<void()> stopped) {
  stopping_ = true;
  stopped_ = std::move(stopped);
  signal_.emit(boost::asio::cancellation_type::terminal);
  figures_signal_.emit(boost::asio::cancellation_type::terminal);
  recorder_->stop();
  while (!keepers_.empty()) retire(keepers_.begin()->first);
  // Posted, because the answer must not come before this call has returned.
  boost::asio::post(ports_.loop, [this] { ended(nullptr); });
}

void Fleet::ended(LineKeeper* keeper) {
  std::erase_if(retired_, [keeper](auto const& one) { return one.get() == keeper; });
  bool const quiet = retired_.empty() && !loading_ && !writing_figures_ && !recorder_->running();
  if (stopping_ && quiet && stopped_) std::exchange(stopped_, {})();
}

std::size_t Fleet::lines_online() const {
  return static_cast<std::size_t>(std::count_if(
      keepers_.begin(), keepers_.end(), [](auto const& one) { return one.second->online(); }));
}

LineKeeper* Fleet::keeper_of(MeterId meter) const {
  auto const line = line_of_meter_.find(meter);
  if (line == line_of_meter_.end()) return nullptr;
  auto const keeper = keepers_.find(line->second);
  return keeper == keepers_.end() ? nullptr : keeper->second.get();
}

LineKeeper* Fleet::keeper_of(std::string const& registration) const {
  auto const known = dtus_.find(registration);
  if (known == dtus_.end()) return nullptr;
  auto const keeper = keepers_.find(known->second.line);
  return keeper == keepers_.end() ? nullptr : keeper->second.get();
}

}  // namespace e2ms::field
