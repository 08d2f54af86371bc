#include "e2ms/http/site.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "e2ms/base/log.hpp"
#include "e2ms/command/web_session.hpp"
#include "e2ms/query/places.hpp"
#include "gate.hpp"
#include "json_body.hpp"
#include "sign_in.hpp"

namespace e2ms::http {

namespace asio = boost::asio;

namespace {

/// A session's use is written down at most this often.
constexpr Duration kTouchEvery = minutes(1);

/// Why the holder of this session may not do that; nothing when he may.
std::optional<Response> refusal(query::SessionOf::Answer const& session, Access access) {
  using Verdict = query::SessionOf::Verdict;
  switch (session.verdict) {
    case Verdict::unknown:
      return problem(Status::unauthorized, "no_session", "Nobody is signed in");
    case Verdict::expired:
      return problem(Status::unauthorized, "session_expired", "The session expired");
    case Verdict::valid:
      break;
  }
  ENSURE(session.holder.has_value());
  bool const manager = session.holder->kind == CallerKind::manager;
  if (access == Access::anyone || manager == (access == Access::manager)) return std::nullopt;
  return problem(Status::forbidden, "not_allowed", "This route is not for this kind of session");
}

/// A question with its session, so that a reader's thread is visited once.
struct Ask {
  Request request;
  Route const* route;
  std::int64_t id;
  std::string bill;
  query::SessionOf session;
  ModelCards const* models;

  struct Answer {
    std::optional<Caller> caller;
    Response response;
  };
};

Result<Ask::Answer> answer(store::ReadTx& tx, Ask const& ask) {
  TRY(auto session, query::answer(tx, ask.session));
  if (auto refused = refusal(session, ask.route->access))
    return Ask::Answer{session.holder, std::move(*refused)};
  Call call{ask.request, *session.holder, *ask.models, ask.session.at, ask.id, {}};
  call.bill = ask.bill;
  TRY(auto response, std::get<Question>(ask.route->handler)(tx, call));
  return Ask::Answer{std::move(session.holder), std::move(response)};
}

/// A question whose session and body have been looked at; `call` outlives it.
struct Study {
  Question question;
  Call const* call;
  using Answer = Response;
};

Result<Response> answer(store::ReadTx& tx, Study const& study) {
  return study.question(tx, *study.call);
}

/// An order's work as a command of the store.
struct Carry {
  Work work;
  using Outcome = Response;
};

Result<Response> execute(store::WriteTx& tx, Carry const& carry) {
  return carry.work(tx);
}

Response no_route(Match const& found) {
  if (found.allow.empty())
    return problem(Status::not_found, "no_such_route", "There is no such route");
  auto response = problem(Status::method_not_allowed, "method_not_allowed",
                          "The path does not have this method");
  response.headers.add("Allow", found.allow);
  return response;
}

/// May outlast the answer and the site, but not the loop. A session that could not be prolonged is
/// no reason to refuse what the request asked for.
asio::awaitable<void> write_use(store::Store& store, command::TouchSession use) {
  auto const written = co_await store.submit(std::move(use));
  if (!written) log::warn("session_not_prolonged", {{"fault", written.fault()}});
}

Response no_session() {
  return problem(Status::unauthorized, "no_session", "Nobody is signed in");
}

}  // namespace

class Site::Inner {
 public:
  explicit Inner(Parts parts)
      : parts_(std::move(parts)),
        sign_in_(parts_.store, parts_.clock, parts_.entropy, parts_.live, parts_.limits) {}

  asio::awaitable<Response> answer(Request request);

 private:
  asio::awaitable<Response> api(Request request);
  asio::awaitable<Response> own(Own route, Request request);
  asio::awaitable<Response> ask(Match found, Request request);
  asio::awaitable<Response> order(Match found, Request request);
  asio::awaitable<Response> carry_out(Order parse, Call const& call);
  asio::awaitable<Response> sign_out(Request request);
  asio::awaitable<Response> follow(Request request);
  asio::awaitable<void> touch(std::string const& hash, Caller const& caller);

  Parts parts_;
  SignIn sign_in_;
};

asio::awaitable<Response> Site::Inner::answer(Request request) {
  auto const plain =
      std::ranges::find(parts_.plain, request.path, [](auto const& one) { return one.path; });
  if (plain != parts_.plain.end() && is_safe(request.method)) co_return plain->answer();
  if (!request.path.starts_with("/api/")) co_return parts_.assets.serve(request);
  co_return co_await api(std::move(request));
}

asio::awaitable<Response> Site::Inner::api(Request request) {
  auto const found = match(api_routes(), request.method, request.path);
  if (found.route == nullptr) co_return no_route(found);
  if (!is_safe(request.method) && from_other_site(request.headers))
    co_return problem(Status::forbidden, "cross_site", "Sent by a page of another site");
  if (auto const* const own_route = std::get_if<Own>(&found.route->handler))
    co_return co_await own(*own_route, std::move(request));
  bool const asks = std::holds_alternative<Question>(found.route->handler);
  if (asks && !found.route->takes_body) co_return co_await ask(found, std::move(request));
  co_return co_await order(found, std::move(request));
}

asio::awaitable<Response> Site::Inner::own(Own route, Request request) {
  switch (route) {
    case Own::sign_in:
      co_return co_await sign_in_.answer(CallerKind::manager, std::move(request));
    case Own::tenant_sign_in:
      co_return co_await sign_in_.answer(CallerKind::tenant, std::move(request));
    case Own::sign_out:
      co_return co_await sign_out(std::move(request));
    case Own::follow_events:
      co_return co_await follow(std::move(request));
  }
  co_return not_found();
}

asio::awaitable<Response> Site::Inner::ask(Match found, Request request) {
  auto const token = session_token(request.headers);
  if (!token) co_return no_session();
  auto const hash = token_hash(*token);
  bool const background = is_background(request.headers);
  Ask question{std::move(request),         found.route,   found.id, found.bill,
               {hash, parts_.clock.now()}, &parts_.models};
  auto asked = co_await parts_.store.ask(std::move(question));
  if (!asked) co_return response_of(asked.fault());
  if (asked->caller && !background) {
    co_await touch(hash, *asked->caller);
  }
  co_return std::move(asked->response);
}

asio::awaitable<Response> Site::Inner::order(Match found, Request request) {
  auto const token = session_token(request.headers);
  if (!token) co_return no_session();
  auto const now = parts_.clock.now();
  auto const hash = token_hash(*token);
  query::SessionOf question{hash, now};
  auto const session = co_await parts_.store.ask(std::move(question));
  if (!session) co_return response_of(session.fault());
  if (auto refused = refusal(*session, found.route->access)) co_return std::move(*refused);
  auto const& caller = *session->holder;
  if (auto refused = csrf_refusal(request.headers, caller.csrf)) co_return std::move(*refused);
  co_await touch(hash, caller);

  Call call{request,
            caller,
            parts_.models,
            now,
            found.id,
            nlohmann::json::object(),
            parts_.limits.longest_recording,
            found.bill,
            parts_.four_eyes,
            &parts_.entropy};
  if (found.route->takes_body) {
    if (!is_json(request.headers)) co_return unsupported_media_type();
    auto parsed = parse_object(request.body, parts_.limits.json_depth);
    if (auto const* const why = std::get_if<std::string>(&parsed)) co_return malformed_json(*why);
    call.body = std::move(std::get<nlohmann::json>(parsed));
  }
  if (auto const* const look = std::get_if<Question>(&found.route->handler)) {
    Study study{*look, &call};
    auto answered = co_await parts_.store.ask(std::move(study));
    if (!answered) co_return response_of(answered.fault());
    co_return *std::move(answered);
  }
  co_return co_await carry_out(std::get<Order>(found.route->handler), call);
}

asio::awaitable<Response> Site::Inner::carry_out(Order parse, Call const& call) {
  auto parsed = parse(call);
  if (auto* const refused = std::get_if<Response>(&parsed)) co_return std::move(*refused);
  Carry command{std::move(std::get<Work>(parsed))};
  auto done = co_await parts_.store.submit(std::move(command));
  if (!done) co_return response_of(done.fault());
  co_return *std::move(done);
}

asio::awaitable<Response> Site::Inner::sign_out(Request request) {
  auto const token = session_token(request.headers);
  if (!token) co_return no_session();
  auto const hash = token_hash(*token);
  query::SessionOf question{hash, parts_.clock.now()};
  auto const session = co_await parts_.store.ask(std::move(question));
  if (!session) co_return response_of(session.fault());
  if (auto refused = refusal(*session, Access::anyone)) co_return std::move(*refused);
  if (auto refused = csrf_refusal(request.headers, session->holder->csrf))
    co_return std::move(*refused);

  parts_.live.end(hash);
  command::CloseSession close{hash};
  auto const closed = co_await parts_.store.submit(std::move(close));
  if (!closed) co_return response_of(closed.fault());
  Response response;
  response.status = Status::no_content;
  response.headers.add("Set-Cookie", cleared_cookie());
  response.headers.add("Cache-Control", "no-store");
  co_return response;
}

asio::awaitable<Response> Site::Inner::follow(Request request) {
  auto const token = session_token(request.headers);
  if (!token) co_return no_session();
  auto const hash = token_hash(*token);
  query::SessionOf question{hash, parts_.clock.now()};
  auto const session = co_await parts_.store.ask(std::move(question));
  if (!session) co_return response_of(session.fault());
  if (auto refused = refusal(*session, Access::anyone)) co_return std::move(*refused);

  auto const& caller = *session->holder;
  Audience audience{.project = caller.project, .token_hash = hash, .until = caller.ends_at};
  if (caller.kind == CallerKind::tenant) {
    query::PlacesOf mine{AccountId{caller.subject}};
    auto const places = co_await parts_.store.ask(std::move(mine));
    if (!places) co_return response_of(places.fault());
    audience.own = Audience::Own{.account = AccountId{caller.subject},
                                 .room = places->room,
                                 .meters = {places->meters.begin(), places->meters.end()},
                                 .water = caller.water};
  }
  Response response;
  response.stream = parts_.live.subscribe(std::move(audience));
  if (!response.stream)
    co_return retry_later(Status::unavailable, "busy", "Too many pages are open", seconds(5));
  response.headers.add("Content-Type", "text/event-stream");
  response.headers.add("Cache-Control", "no-store");
  co_return response;
}

/// Moves the idle expiry, apart from the answer: a question need not wait for the writer.
asio::awaitable<void> Site::Inner::touch(std::string const& hash, Caller const& caller) {
  auto const now = parts_.clock.now();
  if (now - caller.seen_at < kTouchEvery) co_return;
  auto const idle_end = now + query::life_of(caller.kind).idle;
  parts_.live.prolong(hash, std::min(idle_end, caller.last_ends_at));
  auto const loop = co_await asio::this_coro::executor;
  command::TouchSession use{hash, now};
  asio::co_spawn(loop, write_use(parts_.store, std::move(use)), asio::detached);
}

Site::Site(Parts parts) : inner_(std::make_unique<Inner>(std::move(parts))) {}

Site::~Site() = default;

asio::awaitable<Response> Site::answer(Request request) {
  co_return co_await inner_->answer(std::move(request));
}

}  // namespace e2ms::http
