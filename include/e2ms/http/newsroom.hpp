#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "e2ms/http/live.hpp"
#include "e2ms/port/clock.hpp"
#include "e2ms/query/places.hpp"
#include "e2ms/store/store.hpp"

namespace e2ms::http {

/// Turns what commits announced into events for the pages. Announcements that follow quickly are
/// merged: a page fetches an object once, however many readings came in. Lives on the web loop;
/// its references outlive it.
class Newsroom {
 public:
  static constexpr Duration kMerge = milliseconds(300);

  Newsroom(store::Store& store, port::Clock& clock, Live& live)
      : store_(store), clock_(clock), live_(live) {}

  /// From the feed, posted to the web loop.
  void hear(std::span<store::Announcement const> announcements);

  /// Publishes every kMerge what was heard, until cancelled.
  boost::asio::awaitable<void> keep_publishing();

  /// Publishes now; keep_publishing does it by itself.
  boost::asio::awaitable<void> publish();

 private:
  boost::asio::awaitable<bool> learn_places();
  void tell(store::Announcement const& announcement, std::set<Event>& events) const;

  store::Store& store_;
  port::Clock& clock_;
  Live& live_;
  std::set<std::pair<store::Announcement::Kind, std::int64_t>> heard_;
  std::map<MeterId, query::Places::Meter> meters_;
  std::map<AccountId, query::Places::Account> accounts_;
  std::map<LineId, ProjectId> lines_;
  std::set<ProjectId> projects_;
  bool places_known_ = false;
};

}  // namespace e2ms::http
