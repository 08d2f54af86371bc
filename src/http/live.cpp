#include "e2ms/http/live.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"

namespace e2ms::http {

namespace {

std::string_view word(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::room:
      return "room";
    case Event::Kind::meter:
      return "meter";
    case Event::Kind::account:
      return "account";
    case Event::Kind::line:
      return "line";
    case Event::Kind::lines:
      return "lines";
    case Event::Kind::home:
      return "home";
    case Event::Kind::beat:
      return "beat";
    case Event::Kind::all:
      return "all";
  }
  return "beat";
}

std::string text_of(Event const& event) {
  std::string text = "event: ";
  text += word(event.kind);
  text += "\ndata: {\"id\":" + std::to_string(event.id) + "}\n\n";
  return text;
}

}  // namespace

bool Audience::may_hear(Event const& event) const {
  if (event.project != project) return false;
  if (!own) return true;
  switch (event.kind) {
    case Event::Kind::room:
      return event.id == own->room.value;
    case Event::Kind::meter:
      return own->meters.contains(MeterId{event.id});
    case Event::Kind::account:
      return event.id == own->account.value || (own->water && event.id == own->water->value);
    case Event::Kind::line:
    case Event::Kind::lines:
    case Event::Kind::home:  // sums over all tenants
      return false;
    case Event::Kind::beat:
    case Event::Kind::all:
      return true;
  }
  return false;
}

/// One open page. Belongs to its connection and may outlive the house it listens to.
class Live::Listener final : public Stream {
 public:
  Listener(Live& live, Audience audience) : live_(&live), audience_(std::move(audience)) {
    live_->listeners_.push_back(this);
    waiting_ = "retry: 3000\n\n";
  }
  ~Listener() override {
    if (live_ != nullptr) std::erase(live_->listeners_, this);
  }

  Audience const& audience() const { return audience_; }
  void prolong(Instant until) { audience_.until = until; }
  bool is_of(std::string const& token_hash) const {
    return !ended_ && audience_.token_hash == token_hash;
  }

  void hear(std::string_view text) {
    if (ended_) return;
    if (waiting_.size() + text.size() > kWaitingBytes) {
      auto const project = audience_.project;
      waiting_ = text_of({Event::Kind::all, project.value, project});
    }
    waiting_ += text;
    wake();
  }
  void end() {
    ended_ = true;
    waiting_.clear();
    wake();
  }
  void forget_house() {
    live_ = nullptr;
    end();
  }

  std::optional<std::string> take() override {
    if (ended_) return std::nullopt;
    return std::exchange(waiting_, {});
  }
  void wake_by(std::function<void()> wake) override { wake_ = std::move(wake); }

 private:
  void wake() {
    if (wake_) wake_();
  }

  Live* live_;
  Audience audience_;
  std::string waiting_;
  std::function<void()> wake_;
  bool ended_ = false;
};

Live::~Live() {
  for (auto* const listener : listeners_) listener->forget_house();
}

std::unique_ptr<Stream> Live::subscribe(Audience audience) {
  if (listeners_.size() >= kStreams) return nullptr;
  make_room(audience.token_hash);
  auto const project = audience.project;
  auto listener = std::make_unique<Listener>(*this, std::move(audience));
  listener->hear(text_of({Event::Kind::beat, project.value, project}));
  return listener;
}

void Live::make_room(std::string const& token_hash) {
  auto const is_mine = [&](Listener const* one) { return one->is_of(token_hash); };
  auto const mine = static_cast<std::size_t>(std::ranges::count_if(listeners_, is_mine));
  if (mine >= kStreamsPerSession) (*std::ranges::find_if(listeners_, is_mine))->end();
}

void Live::publish(Event const& event) {
  auto const text = text_of(event);
  for (auto* const listener : listeners_)
    if (listener->audience().may_hear(event)) listener->hear(text);
}

void Live::end(std::string const& token_hash) {
  ENSURE(!token_hash.empty());
  for (auto* const listener : listeners_)
    if (listener->is_of(token_hash)) listener->end();
}

void Live::prolong(std::string const& token_hash, Instant until) {
  for (auto* const listener : listeners_)
    if (listener->is_of(token_hash)) listener->prolong(until);
}

void Live::beat(Instant now) {
  for (auto* const listener : listeners_) {
    if (listener->audience().until <= now) {
      listener->end();
      continue;
    }
    auto const project = listener->audience().project;
    listener->hear(text_of({Event::Kind::beat, project.value, project}));
  }
}

boost::asio::awaitable<void> Live::keep_beating(port::Clock& clock) {
  // Ends when its coroutine is cancelled or its loop is.
  while (true) {
    co_await clock.sleep(kBeat);
    beat(clock.now());
  }
}

}  // namespace e2ms::http
