#include "field_side.hpp"

#include <boost/asio/post.hpp>

#include "e2ms/base/log.hpp"
#include "e2ms/base/thread_name.hpp"
#include "e2ms/transport/serial_line.hpp"

namespace e2ms::daemon {

namespace asio = boost::asio;

namespace {

constexpr Duration kDialTime = seconds(15);
constexpr Duration kFiguresEvery = seconds(1);

transport::DialInLimits door_limits(Config const& config) {
  auto limits = config.dial_in;
  limits.tcp = config.tcp;
  return limits;
}

}  // namespace

FieldSide::FieldSide(Parts parts)
    : parts_(parts),
      deadlines_(loop_.get_executor(), parts.clock),
      clock_(parts.clock, deadlines_),
      dial_out_(loop_.get_executor(), deadlines_, parts.config.tcp),
      modbus_lines_(loop_.get_executor(), parts.clock, parts.config.modbus_lines),
      fleet_(ports()),
      clockwork_(loop_.get_executor(), parts.clock, parts.store,
                 {.zone = parts.zone,
                  .close_bills_after = hours(parts.config.close_bills_after_h),
                  .history = parts.config.history,
                  .frames_kept = parts.config.frames_kept}),
      strangers_(parts.clock, parts.store, parts.config.strangers),
      tasks_(loop_.get_executor()) {
  for (auto const& rule : parts.config.greetings) {
    auto greeting = protocol::Greeting::of(rule.kind, rule.rule);
    ENSURE(greeting.has_value());
    greetings_.add(*std::move(greeting));
  }
  parts.store.feed().subscribe([this](std::span<store::Announcement const> announcements) {
    asio::post(loop_, [this, news = std::vector(announcements.begin(), announcements.end())] {
      fleet_.hear(news);
    });
  });
}

FieldSide::~FieldSide() {
  stop();
}

field::FieldPorts FieldSide::ports() {
  return {.loop = loop_.get_executor(),
          .clock = clock_,
          .entropy = parts_.entropy,
          .store = parts_.store,
          .zone = parts_.zone,
          .model =
              [this](std::string const& name) {
                auto const found = parts_.models.find(name);
                return found == parts_.models.end() ? nullptr : &found->second;
              },
          .connect =
              [this](query::FleetPlan::Line line, std::function<void()> when_down) {
                return connect(std::move(line), std::move(when_down));
              },
          .clock_rules = parts_.config.clocks,
          .busy_store = parts_.config.store.waiting_commands / 2,
          .clock_behind = parts_.config.clock_behind,
          .figures_every = parts_.config.figures_every,
          .frames_per_line = parts_.config.frames_per_line};
}

/// A line of ours under the field's name for it.
asio::awaitable<Result<std::unique_ptr<port::Line>>> FieldSide::connect(
    query::FleetPlan::Line line, std::function<void()> when_down) {
  if (line.mode == LineMode::serial)
    co_return co_await open_wired(std::move(line), std::move(when_down));
  co_return co_await dial(std::move(line), std::move(when_down));
}

/// Modbus alone is libmodbus's business; whatever else is on a wire is bytes.
asio::awaitable<Result<std::unique_ptr<port::Line>>> FieldSide::open_wired(
    query::FleetPlan::Line line, std::function<void()> when_down) {
  auto const port = line.serial();
  if (line.framing == Framing::modbus_rtu)
    co_return co_await modbus_lines_.open(port, std::move(when_down));
  auto opened = transport::SerialLine::open(loop_.get_executor(), deadlines_, port);
  if (!opened) co_return opened.fault();
  (*opened)->when_down(std::move(when_down));
  co_return std::unique_ptr<port::Line>(*std::move(opened));
}

asio::awaitable<Result<std::unique_ptr<port::Line>>> FieldSide::dial(
    query::FleetPlan::Line line, std::function<void()> when_down) {
  transport::Target target{line.host.value_or(""),
                           static_cast<std::uint16_t>(line.port.value_or(0))};
  transport::LineOptions options{.noise = {}, .silent_limit = Duration{0}};
  auto dialled = co_await dial_out_.dial(std::move(target), kDialTime, std::move(options));
  if (!dialled) co_return dialled.fault();
  (*dialled)->when_down(std::move(when_down));
  co_return std::unique_ptr<port::Line>(*std::move(dialled));
}

Result<void> FieldSide::start() {
  TRY_VOID(open_door());
  fleet_.start();
  clockwork_.start();
  tasks_.spawn(keep_figures());
  tasks_.spawn(strangers_.keep_writing());
  thread_ = std::thread([this] {
    name_thread("field");
    loop_.run();
  });
  return {};
}

Result<void> FieldSide::open_door() {
  if (parts_.config.dial_in_port == 0) return {};
  dial_in_ = std::make_unique<transport::DialIn>(loop_.get_executor(), parts_.clock, deadlines_,
                                                 reception(), door_limits(parts_.config));
  TRY(auto const port, dial_in_->listen(parts_.config.dial_in_address, parts_.config.dial_in_port));
  log::info("dial_in_listening", {{"address", parts_.config.dial_in_address}, {"port", port}});
  return {};
}

/// Known gateways are recognised by their exact registration, also when a heartbeat is glued to it;
/// the others by the rules for packets that hold more than a name.
protocol::Heard FieldSide::hear(ByteView bytes, bool quiet) const {
  auto known = fleet_.callers().hear(bytes, quiet);
  if (known.kind != protocol::Heard::Kind::foreign) return known;
  return greetings_.hear(bytes, quiet,
                         [this](std::string const& id) { return fleet_.dtu(id).has_value(); });
}

transport::Reception FieldSide::reception() {
  return {.hear = [this](ByteView bytes, bool quiet) { return hear(bytes, quiet); },
          .admit = [this](std::string const& id) -> std::optional<transport::LineOptions> {
            auto const known = fleet_.dtu(id);
            if (!known) return std::nullopt;
            return transport::LineOptions{.noise = known->heartbeats,
                                          .silent_limit = parts_.config.silent_limit};
          },
          .arrived =
              [this](std::string const& id, std::unique_ptr<transport::TcpLine> line) {
                fleet_.arrive(id, std::move(line));
              },
          .left = [this](std::string const& id) { fleet_.look(id); },
          .refused = [this](std::string const& id,
                            std::string const& peer) { strangers_.called(id, peer); }};
}

asio::awaitable<void> FieldSide::keep_figures() {
  for (;;) {
    take_figures();
    co_await parts_.clock.sleep(kFiguresEvery);
  }
}

void FieldSide::take_figures() {
  figures_.lines = fleet_.lines();
  figures_.lines_online = fleet_.lines_online();
  if (!dial_in_) return;
  auto const& door = dial_in_->figures();
  figures_.unidentified = dial_in_->unidentified();
  figures_.identified = dial_in_->identified();
  figures_.accepted = door.accepted;
  figures_.not_allowed = door.not_allowed;
  figures_.crowded_out = door.crowded_out;
  figures_.unnamed = door.unnamed;
  figures_.refused = door.refused;
  figures_.arrived = door.arrived;
  figures_.replaced = door.replaced;
}

void FieldSide::stop() {
  if (!thread_.joinable()) return;
  asio::post(loop_, [this] {
    if (dial_in_) dial_in_->stop();
    tasks_.cancel();
    clockwork_.stop([this] { fleet_.stop([this] { loop_.stop(); }); });
  });
  thread_.join();
}

}  // namespace e2ms::daemon
