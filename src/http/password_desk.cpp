#include "password_desk.hpp"

#include "e2ms/base/digest.hpp"

namespace e2ms::http {

namespace asio = boost::asio;

namespace {

/// The hash of nothing anybody could type, at the usual cost.
constexpr char kNobody[] =
    "scrypt$15$8$1$00000000000000000000000000000000$"
    "0000000000000000000000000000000000000000000000000000000000000000";

int compare(std::string const& secret, PasswordDesk::Credentials const& credentials) {
  if (credentials.empty()) {
    static_cast<void>(password_matches(secret, kNobody));
    return -1;
  }
  for (std::size_t i = 0; i < credentials.size(); ++i)
    if (password_matches(secret, credentials[i].hash)) return static_cast<int>(i);
  return -1;
}

}  // namespace

struct PasswordDesk::Start {
  asio::thread_pool* thread;

  template <class Handler>
  void operator()(Handler handler, std::string secret, Credentials credentials) const {
    auto loop = asio::make_work_guard(asio::get_associated_executor(handler));
    asio::post(*thread,
               [handler = std::move(handler), loop = std::move(loop), secret = std::move(secret),
                credentials = std::move(credentials)]() mutable {
                 int const found = compare(secret, credentials);
                 auto executor = loop.get_executor();
                 asio::post(executor, [handler = std::move(handler), loop = std::move(loop),
                                       found]() mutable { handler(found); });
               });
  }
};

asio::awaitable<Result<int>> PasswordDesk::find(std::string secret, Credentials credentials) {
  if (waiting_ >= kWaiting) co_return Fault{FaultCode::queue_full};
  ++waiting_;
  Start const start{&thread_};
  int const found = co_await asio::async_initiate<asio::use_awaitable_t<> const, void(int)>(
      start, asio::use_awaitable, std::move(secret), std::move(credentials));
  --waiting_;
  co_return found;
}

}  // namespace e2ms::http
