#include "e2ms/field/strangers.hpp"

#include <algorithm>
#include <utility>

#include "e2ms/base/log.hpp"

namespace e2ms::field {

StrangerBook::StrangerBook(port::Clock& clock, store::Store& store, std::size_t keep)
    : clock_(clock), store_(store), keep_(keep) {
  ENSURE(keep > 0);
}

void StrangerBook::called(std::string const& registration, std::string const& peer) {
  if (callers_.size() >= keep_ && !callers_.contains(registration)) make_room();
  auto& caller = callers_[registration];
  caller.peer = peer;
  ++caller.calls;
  caller.last_at = clock_.now();
  caller.seen = clock_.elapsed();
}

/// The one that called longest ago gives way.
void StrangerBook::make_room() {
  auto const earlier = [](auto const& a, auto const& b) { return a.second.seen < b.second.seen; };
  callers_.erase(std::min_element(callers_.begin(), callers_.end(), earlier));
}

boost::asio::awaitable<void> StrangerBook::keep_writing() {
  // Ends when its coroutine is cancelled.
  for (;;) {
    co_await clock_.sleep(kWriteEvery);
    co_await write();
  }
}

boost::asio::awaitable<void> StrangerBook::write() {
  auto due = take_due();
  if (due.empty()) co_return;
  command::NoteStrangers command{std::move(due), static_cast<std::int64_t>(keep_)};
  auto const noted = co_await store_.submit(std::move(command));
  // They call again.
  if (!noted) log::warn("strangers_not_noted", {{"fault", noted.fault()}});
}

std::vector<command::NoteStrangers::Caller> StrangerBook::take_due() {
  std::vector<command::NoteStrangers::Caller> due;
  auto const now = clock_.elapsed();
  for (auto one = callers_.begin(); one != callers_.end();) {
    auto& [registration, caller] = *one;
    bool const rests = now < caller.due;
    if (caller.calls > 0 && !rests) {
      due.push_back({registration, caller.peer, std::exchange(caller.calls, 0), caller.last_at});
      caller.due = now + kEachEvery;
    }
    // Nothing to write and nothing to hold back: forgotten here, the store remembers.
    one = caller.calls == 0 && now >= caller.due ? callers_.erase(one) : std::next(one);
  }
  return due;
}

}  // namespace e2ms::field
