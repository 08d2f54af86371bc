#include "e2ms/transport/dial_out.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <utility>
#include <vector>

#include "e2ms/base/log.hpp"
#include "e2ms/transport/parking.hpp"

namespace e2ms::transport {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

/// One attempt. Shared with its resolver's and its socket's callbacks: a name server that does
/// not answer cannot be interrupted, only left behind.
class Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(boost::asio::any_io_executor loop, Deadlines& deadlines)
      : resolver(loop), socket(loop), deadline_(deadlines, [this] {
          late = true;
          give_up();
        }) {}

  void begin(Target const& target, Duration within) {
    deadline_.set(within);
    Failure not_numeric;
    auto const address = boost::asio::ip::make_address(target.host, not_numeric);
    if (not_numeric) return look_up(target);
    addresses_.emplace_back(address, target.port);
    connect();
  }

  void give_up() {
    over = true;
    deadline_.clear();
    resolver.cancel();
    Failure ignored;
    socket.close(ignored);
    waiting.release();
  }

  tcp::resolver resolver;
  tcp::socket socket;
  Parking waiting;
  Failure failure;
  bool late = false;
  bool over = false;

 private:
  void look_up(Target const& target) {
    resolver.async_resolve(
        target.host, std::to_string(target.port),
        [self = shared_from_this()](Failure why, tcp::resolver::results_type const& found) {
          if (self->over) return;
          if (why) return self->finish(why);
          for (auto const& entry : found) self->addresses_.push_back(entry.endpoint());
          self->connect();
        });
  }

  void connect() {
    boost::asio::async_connect(socket, addresses_,
                               [self = shared_from_this()](Failure why, tcp::endpoint const&) {
                                 if (!self->over) self->finish(why);
                               });
  }

  void finish(Failure why) {
    failure = why;
    over = true;
    deadline_.clear();
    waiting.release();
  }

  Deadline deadline_;
  std::vector<tcp::endpoint> addresses_;
};

/// Leaves nothing running when the dialling coroutine ends early.
class GiveUp {
 public:
  explicit GiveUp(Attempt& attempt) : attempt_(attempt) {}
  ~GiveUp() {
    if (!attempt_.over) attempt_.give_up();
  }
  GiveUp(GiveUp const&) = delete;
  GiveUp& operator=(GiveUp const&) = delete;

 private:
  Attempt& attempt_;
};

}  // namespace

boost::asio::awaitable<Result<std::unique_ptr<TcpLine>>> DialOut::dial(Target target,
                                                                       Duration within,
                                                                       LineOptions options) {
  auto const attempt = std::make_shared<Attempt>(loop_, deadlines_);
  GiveUp const at_end(*attempt);
  attempt->begin(target, within);
  while (!attempt->over) co_await attempt->waiting.wait();
  if (attempt->late) co_return Fault{FaultCode::timeout};
  if (attempt->failure) {
    log::info(
        "dial_failed",
        {{"host", target.host}, {"port", target.port}, {"reason", attempt->failure.message()}});
    co_return Fault{FaultCode::network, attempt->failure.value()};
  }
  co_return std::make_unique<TcpLine>(std::move(attempt->socket), deadlines_, std::move(options),
                                      limits_);
}

}  // namespace e2ms::transport
