#include "life.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace e2ms::simulation {
namespace {

constexpr Duration kConnecting = milliseconds(60);
constexpr Duration kUnreachable = seconds(15);

}  // namespace

Life::Life(Town& town, Dice& dice, Instant start, Hooks hooks)
    : zone_(Zone::named("Asia/Shanghai").value()),
      loop_(std::make_unique<boost::asio::io_context>(1)),
      clock_(std::make_unique<test::VirtualClock>(*loop_, start)) {
  for (auto const& gateway : town.gateways)
    wires_.push_back(std::make_shared<Wire>(*clock_, *gateway,
                                            [loop = loop_.get(), dies = hooks.crash_at_frame] {
                                              if (dies()) crash(*loop);
                                            }));
  store_ = std::make_unique<SimStore>(*town.session, *loop_, std::move(hooks.fate));
  fleet_ = std::make_unique<field::Fleet>(ports(town, dice));
  clockwork_ = std::make_unique<field::Clockwork>(loop_->get_executor(), *clock_, *store_,
                                                  field::Timetable{.zone = zone_});
  store_->feed().subscribe([this](std::span<store::Announcement const> heard) {
    std::vector<store::Announcement> news(heard.begin(), heard.end());
    boost::asio::post(*loop_, [this, news = std::move(news)] { fleet_->hear(news); });
  });
  fleet_->start();
  clockwork_->start();
}

/// First whoever sleeps, then whoever is ready to run: all of them refer to what goes afterwards.
Life::~Life() {
  for (auto const& wire : wires_) wire->cut();
  clock_.reset();
  store_->forget_lost();
  loop_.reset();
}

field::FieldPorts Life::ports(Town& town, Dice& dice) {
  return {.loop = loop_->get_executor(),
          .clock = *clock_,
          .entropy = dice,
          .store = *store_,
          .zone = zone_,
          .model = [&town](std::string const& name) { return town.model(name); },
          .connect =
              [this](query::FleetPlan::Line const& line, std::function<void()> when_down) {
                auto const at = std::find_if(wires_.begin(), wires_.end(), [&](auto const& wire) {
                  return wire->gateway().name() == line.host;
                });
                ENSURE(at != wires_.end());
                return dial(*at, std::move(when_down));
              },
          .figures_every = minutes(15)};
}

boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> Life::dial(std::shared_ptr<Wire> wire,
                                                                       std::function<void()> down) {
  if (wire->gateway().unreachable) {
    co_await clock_->sleep(kUnreachable);
    co_return Fault{FaultCode::timeout};
  }
  co_await clock_->sleep(kConnecting);
  co_return wire->connect(std::move(down));
}

void Life::crash_after(Duration span) {
  clock_->call_after(span, [this] { crash(*loop_); });
}

void Life::dial_in(std::size_t gateway) {
  auto& wire = *wires_[gateway];
  auto const& name = wire.gateway().name();
  bool const welcome = wire.gateway().mode() == LineMode::dial_in && fleet_->dtu(name);
  if (!welcome || wire.gateway().unreachable) return;
  fleet_->arrive(name, wire.connect([this, name] { fleet_->look(name); }));
}

}  // namespace e2ms::simulation
