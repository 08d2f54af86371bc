#include "e2ms/http/newsroom.hpp"

#include <utility>

#include "e2ms/base/log.hpp"

namespace e2ms::http {

namespace asio = boost::asio;
using store::Announcement;

void Newsroom::hear(std::span<Announcement const> announcements) {
  for (auto const& one : announcements) {
    // New rooms and meters: where they belong must be read again.
    if (one.kind == Announcement::Kind::archive) places_known_ = false;
    heard_.emplace(one.kind, one.id);
  }
}

asio::awaitable<void> Newsroom::keep_publishing() {
  // Ends when its coroutine is cancelled or its loop is.
  while (true) {
    co_await clock_.sleep(kMerge);
    co_await publish();
  }
}

asio::awaitable<void> Newsroom::publish() {
  if (heard_.empty()) co_return;
  bool const known = co_await learn_places();
  if (!known) co_return;
  std::set<Event> events;
  for (auto const& [kind, id] : std::exchange(heard_, {})) tell({kind, id}, events);
  for (auto const& event : events) live_.publish(event);
}

asio::awaitable<bool> Newsroom::learn_places() {
  if (places_known_) co_return true;
  // Said beforehand: what is announced while we wait makes it untrue again.
  places_known_ = true;
  query::Places question;
  auto const places = co_await store_.ask(question);
  if (!places) {
    // What was heard stays and is told when the store answers again.
    log::warn("events_delayed", {{"fault", places.fault()}});
    places_known_ = false;
    co_return false;
  }
  meters_.clear();
  accounts_.clear();
  lines_.clear();
  for (auto const& meter : places->meters) {
    meters_.emplace(meter.id, meter);
    projects_.insert(meter.project);
  }
  for (auto const& account : places->accounts) {
    accounts_.emplace(account.id, account);
    projects_.insert(account.project);
  }
  for (auto const& line : places->lines) {
    lines_.emplace(line.id, line.project);
    projects_.insert(line.project);
  }
  co_return true;
}

void Newsroom::tell(Announcement const& announcement, std::set<Event>& events) const {
  auto const home = [&events](ProjectId project) {
    events.insert({Event::Kind::home, project.value, project});
  };
  auto const account_changed = [&](query::Places::Account const& account) {
    events.insert({Event::Kind::account, account.id.value, account.project});
    events.insert({Event::Kind::room, account.room.value, account.project});
    home(account.project);
  };
  switch (announcement.kind) {
    case Announcement::Kind::meter:
    case Announcement::Kind::supply_wanted:
    case Announcement::Kind::reading_wanted:
      if (auto const found = meters_.find({announcement.id}); found != meters_.end()) {
        auto const& meter = found->second;
        events.insert({Event::Kind::meter, meter.id.value, meter.project});
        events.insert({Event::Kind::room, meter.room.value, meter.project});
        home(meter.project);
      }
      return;
    case Announcement::Kind::account:
      if (auto const found = accounts_.find({announcement.id}); found != accounts_.end())
        account_changed(found->second);
      return;
    case Announcement::Kind::line_figures:
      if (auto const found = lines_.find({announcement.id}); found != lines_.end())
        events.insert({Event::Kind::lines, found->second.value, found->second});
      return;
    case Announcement::Kind::recording:
    case Announcement::Kind::frames:
      if (auto const found = lines_.find({announcement.id}); found != lines_.end())
        events.insert({Event::Kind::line, announcement.id, found->second});
      return;
    case Announcement::Kind::line:
      if (auto const found = lines_.find({announcement.id}); found != lines_.end()) {
        events.insert({Event::Kind::line, announcement.id, found->second});
        events.insert({Event::Kind::lines, found->second.value, found->second});
        home(found->second);
      }
      return;
    case Announcement::Kind::alarm:
    case Announcement::Kind::archive:
    case Announcement::Kind::stranger:
      for (auto const project : projects_) home(project);
      return;
  }
}

}  // namespace e2ms::http
