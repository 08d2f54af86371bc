#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "e2ms/command/stranger.hpp"
#include "e2ms/port/clock.hpp"
#include "e2ms/store/store.hpp"

namespace e2ms::field {

/// Who dialled in and is not known, until it is written down: each at most once a minute, and all
/// that are due in one command, so that a flood of names costs the writer no more than a few
/// names. Lives on the field loop; `clock` and `store` outlive it.
class StrangerBook {
 public:
  static constexpr Duration kWriteEvery = seconds(2);
  static constexpr Duration kEachEvery = minutes(1);

  /// `keep`: so many are remembered, here and in the store.
  StrangerBook(port::Clock& clock, store::Store& store, std::size_t keep);

  void called(std::string const& registration, std::string const& peer);

  /// Writes what is due every kWriteEvery, until cancelled.
  boost::asio::awaitable<void> keep_writing();

  /// Writes what is due now; keep_writing does it by itself.
  boost::asio::awaitable<void> write();

 private:
  struct Caller {
    std::string peer;
    std::int64_t calls = 0;  ///< not yet written
    Instant last_at{};
    Duration seen{};
    Duration due{};
  };
  using Callers = std::map<std::string, Caller, std::less<>>;

  void make_room();
  std::vector<command::NoteStrangers::Caller> take_due();

  port::Clock& clock_;
  store::Store& store_;
  std::size_t keep_;
  Callers callers_;
};

}  // namespace e2ms::field
