#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/http/message.hpp"
#include "e2ms/port/clock.hpp"

namespace e2ms::http {

/// "This object changed, look again." Says nothing of how.
struct Event {
  enum class Kind { room, meter, account, line, lines, home, beat, all };
  Kind kind;
  std::int64_t id;  ///< of the object; for lines, home, beat and all of the project
  ProjectId project;

  friend auto operator<=>(Event const&, Event const&) = default;
};

/// What one listener may hear.
struct Audience {
  ProjectId project;
  /// Of a tenant; a manager hears everything of the project.
  struct Own {
    AccountId account;
    RoomId room;
    std::set<MeterId> meters;
    std::optional<AccountId> water = std::nullopt;  ///< beside that of electricity
  };
  std::optional<Own> own = std::nullopt;
  /// The session's; signing out ends its streams, and so does its end.
  std::string token_hash = {};
  Instant until = {INT64_MAX};

  bool may_hear(Event const& event) const;
};

/// Server-sent events to all pages that are open. Of more changes than a page can be told before it
/// takes them, be it slow or the commit large, it hears only that all of it changed. Lives on the
/// web loop. Streams that are still there when it goes end by themselves.
class Live {
 public:
  static constexpr std::size_t kStreams = 512;
  /// A browser needs one, however many pages it has open.
  static constexpr std::size_t kStreamsPerSession = 4;
  static constexpr std::size_t kWaitingBytes = 4 * 1024;
  static constexpr Duration kBeat = seconds(15);

  Live() = default;
  ~Live();
  Live(Live const&) = delete;

  /// A stream from now on, beginning with a beat. Nothing when there are too many; of a session
  /// that has its share, the oldest ends.
  std::unique_ptr<Stream> subscribe(Audience audience);

  void publish(Event const& event);
  /// Ends the streams of that session.
  void end(std::string const& token_hash);
  /// The session was used: its streams may go on for longer.
  void prolong(std::string const& token_hash, Instant until);
  /// A beat to everybody whose session has not ended, so that a page knows that it hears us and
  /// we learn who is gone.
  void beat(Instant now);

  /// Beats every kBeat until cancelled. `clock` outlives it.
  boost::asio::awaitable<void> keep_beating(port::Clock& clock);

  std::size_t listeners() const { return listeners_.size(); }

 private:
  class Listener;
  void make_room(std::string const& token_hash);

  std::vector<Listener*> listeners_;  ///< the oldest first
};

}  // namespace e2ms::http
