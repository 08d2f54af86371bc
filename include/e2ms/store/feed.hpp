#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace e2ms::store {

/// What a commit changed. Says where to look, not what is there.
struct Announcement {
  enum class Kind {
    meter,           ///< a reading, the relay or the silence of this meter
    account,         ///< balance, warning level or charges of this account
    supply_wanted,   ///< this meter's relay shall change: its keeper must act
    reading_wanted,  ///< this meter shall be read now: its keeper must act
    line,            ///< this line went up or down
    line_figures,    ///< it was written down anew how this line does
    recording,       ///< this line is to be recorded, or not any more
    frames,          ///< what passed over this line was written down
    alarm,           ///< an alarm was opened, acknowledged or closed
    archive,         ///< rooms, meters, lines or people changed
    stranger,        ///< the list of gateways that call and are not known changed
  };
  Kind kind;
  std::int64_t id;

  friend bool operator==(Announcement const&, Announcement const&) = default;
};

/// Tells the loops what the commits changed. Subscribers are added before the store starts and
/// outlive it; they are called on the writer's thread and must only post to their own loop.
class Feed {
 public:
  using Listener = std::function<void(std::span<Announcement const>)>;

  void subscribe(Listener listener) { listeners_.push_back(std::move(listener)); }
  void publish(std::span<Announcement const> announcements) const {
    if (announcements.empty()) return;
    for (auto const& listener : listeners_) listener(announcements);
  }

 private:
  std::vector<Listener> listeners_;
};

}  // namespace e2ms::store
