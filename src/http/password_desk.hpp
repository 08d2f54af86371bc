#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "e2ms/base/result.hpp"
#include "e2ms/query/web_session.hpp"

namespace e2ms::http {

/// Compares passwords with their hashes on a thread of its own: one takes 50 ms of CPU, which
/// neither the web loop nor the readers have to spare. Lives on the web loop.
class PasswordDesk {
 public:
  using Credentials = query::Credentials::Answer;
  static constexpr std::size_t kWaiting = 32;

  /// The number of the credential whose secret that is, or -1. When there is none to compare
  /// with, it takes as long as if there were. queue_full when too many wait.
  boost::asio::awaitable<Result<int>> find(std::string secret, Credentials credentials);

 private:
  struct Start;

  boost::asio::thread_pool thread_{1};
  std::size_t waiting_ = 0;
};

}  // namespace e2ms::http
