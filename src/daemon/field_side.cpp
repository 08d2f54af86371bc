#include "field_side.hpp"

#include <boost/asio/post.hpp>

#include "e2ms/base/log.hpp"
#include "e2ms/base/thread_name.hpp"

namespace e2ms::daemon {

namespace asio = boost::asio;

namespace {

constexpr Duration kDialTime = seconds(15);
constexpr Duration kFiguresEvery = seconds(1);

/// A line of ours under the field's name for it.
asio::awaitable<Result<std::unique_ptr<port::Line>>> dial(transport::DialOut& dial_out,
                                                          field::GatewayAddress gateway,
                                                          std::function<void()> when_down) {
  transport::Target target{gateway.host, gateway.port};
  transport::LineOptions options{.noise = {}, .silent_limit = Duration{0}};
  auto line = co_await dial_out.dial(std::move(target), kDialTime, std::move(options));
  if (!line) co_return line.fault();
  (*line)->when_down(std::move(when_down));
  co_return std::unique_ptr<port::Line>(*std::move(line));
}

}  // namespace

FieldSide::FieldSide(Parts parts)
    : parts_(parts),
      deadlines_(loop_.get_executor(), parts.clock),
      clock_(parts.clock, deadlines_),
      dial_out_(loop_.get_executor(), deadlines_),
      fleet_(ports()),
      clockwork_(loop_.get_executor(), parts.clock, parts.store, {.zone = parts.zone}),
      tasks_(loop_.get_executor()) {
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
          .dial =
              [this](field::GatewayAddress gateway, std::function<void()> when_down) {
                return dial(dial_out_, std::move(gateway), std::move(when_down));
              },
          .clock_behind = parts_.config.clock_behind};
}

Result<void> FieldSide::start() {
  TRY_VOID(open_door());
  fleet_.start();
  clockwork_.start();
  tasks_.spawn(keep_figures());
  thread_ = std::thread([this] {
    name_thread("field");
    loop_.run();
  });
  return {};
}

Result<void> FieldSide::open_door() {
  if (parts_.config.dial_in_port == 0) return {};
  dial_in_ = std::make_unique<transport::DialIn>(loop_.get_executor(), parts_.clock, deadlines_,
                                                 reception(), parts_.config.dial_in);
  TRY(auto const port, dial_in_->listen(parts_.config.dial_in_address, parts_.config.dial_in_port));
  log::info("dial_in_listening", {{"address", parts_.config.dial_in_address}, {"port", port}});
  return {};
}

/// Known gateways are recognised by their exact registration, also when a heartbeat is glued to it;
/// any other name is heard out, so that the refusal can say who called.
protocol::Heard FieldSide::hear(ByteView bytes, bool quiet) const {
  auto const known = fleet_.callers().hear(bytes, quiet);
  return known.kind == protocol::Heard::Kind::foreign ? any_name_.hear(bytes, quiet) : known;
}

transport::Reception FieldSide::reception() {
  return {.hear = [this](ByteView bytes, bool quiet) { return hear(bytes, quiet); },
          .admit = [this](std::string const& id) -> std::optional<transport::LineOptions> {
            auto const known = fleet_.dtu(id);
            if (!known) return std::nullopt;
            transport::LineOptions options{.noise = {}, .silent_limit = parts_.config.silent_limit};
            if (known->heartbeat) options.noise.push_back(bytes_of(*known->heartbeat));
            return options;
          },
          .arrived =
              [this](std::string const& id, std::unique_ptr<transport::TcpLine> line) {
                fleet_.arrive(id, std::move(line));
              },
          .left = [this](std::string const& id) { fleet_.look(id); },
          // The transport's log says who was turned away.
          .refused = [](std::string const&, std::string const&) {}};
}

asio::awaitable<void> FieldSide::keep_figures() {
  for (;;) {
    figures_.lines = fleet_.lines();
    figures_.lines_online = fleet_.lines_online();
    co_await parts_.clock.sleep(kFiguresEvery);
  }
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
