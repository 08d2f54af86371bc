#include "sign_in.hpp"

#include "ascii.hpp"
#include "e2ms/base/bytes.hpp"
#include "e2ms/base/log.hpp"
#include "e2ms/command/web_session.hpp"
#include "gate.hpp"
#include "json_body.hpp"

namespace e2ms::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kCsrfBytes = 16;

std::string_view word(CallerKind kind) {
  return kind == CallerKind::manager ? "manager" : "tenant";
}

Response wrong_credentials() {
  return problem(Status::unauthorized, "wrong_credentials", "Name or secret is wrong");
}

}  // namespace

nlohmann::json session_json(Caller const& caller) {
  return {{"kind", word(caller.kind)},
          {"name", caller.name},
          {"role", word(caller.kind)},
          {"csrf_token", caller.csrf},
          {"project",
           {{"id", caller.project.value},
            {"name", caller.project_name},
            {"time_zone", caller.time_zone}}}};
}

std::variant<SignIn::Form, Response> SignIn::read_form(CallerKind kind,
                                                       nlohmann::json const& body) {
  FieldReader fields{body};
  Form form;
  if (kind == CallerKind::manager) {
    form.name = fields.text("user", {1, 64});
    form.secret = fields.text("password", {1, 256});
  } else {
    // As the rooms are looked up; else each spelling would have attempts of its own.
    form.name = lowered(trimmed(fields.text("room", {1, 64})));
    form.secret = fields.digits("pin", {4, 8});
  }
  if (!fields.good()) return invalid_input(fields.problems());
  form.counted_as = std::string(word(kind)) + ' ' + form.name;
  return form;
}

asio::awaitable<Response> SignIn::answer(CallerKind kind, Request request) {
  if (!is_json(request.headers)) co_return unsupported_media_type();
  auto parsed = parse_object(request.body, limits_.json_depth);
  if (auto const* const why = std::get_if<std::string>(&parsed)) co_return malformed_json(*why);
  auto form = read_form(kind, std::get<nlohmann::json>(parsed));
  if (auto* const refused = std::get_if<Response>(&form)) co_return std::move(*refused);

  auto const& whose = std::get<Form>(form).counted_as;
  auto const wait = limit_.take({request.peer, whose}, clock_.elapsed());
  if (wait > Duration{}) {
    log::warn("sign_in_throttled", {{"peer", request.peer}, {"kind", word(kind)}});
    co_return retry_later(Status::too_many_requests, "too_many_requests", "Too many attempts",
                          wait);
  }
  co_return co_await check(kind, request, std::move(std::get<Form>(form)));
}

asio::awaitable<Response> SignIn::check(CallerKind kind, Request const& request, Form form) {
  query::Credentials question{kind, form.name};
  auto credentials = co_await store_.ask(std::move(question));
  if (!credentials) co_return response_of(credentials.fault());
  auto const candidates = *credentials;
  auto const found = co_await desk_.find(std::move(form.secret), *std::move(credentials));
  if (!found) co_return response_of(found.fault());
  if (*found < 0) {
    // Not the name: people type their password into the wrong field.
    log::warn("sign_in_refused", {{"peer", request.peer}, {"kind", word(kind)}});
    co_return wrong_credentials();
  }
  limit_.succeeded({request.peer, form.counted_as});
  auto const subject = candidates[static_cast<std::size_t>(*found)].subject;
  co_return co_await open(kind, request, subject);
}

asio::awaitable<Response> SignIn::open(CallerKind kind, Request const& request,
                                       std::int64_t subject) {
  auto const now = clock_.now();
  auto const token = to_hex(entropy_.bytes(kTokenBytes));
  auto const hash = token_hash(token);
  command::OpenSession session{hash, kind, subject, to_hex(entropy_.bytes(kCsrfBytes)), now};
  auto const opened = co_await store_.submit(std::move(session));
  if (!opened) co_return response_of(opened.fault());

  if (auto const before = session_token(request.headers)) {
    command::CloseSession replaced{token_hash(*before)};
    live_.end(replaced.token_hash);
    auto const closed = co_await store_.submit(std::move(replaced));
    if (!closed) co_return response_of(closed.fault());
  }
  query::SessionOf question{hash, now};
  auto const session_now = co_await store_.ask(std::move(question));
  if (!session_now) co_return response_of(session_now.fault());
  // Unknown when the account was closed in between.
  if (!session_now->holder) co_return wrong_credentials();
  log::info("signed_in", {{"kind", word(kind)}, {"subject", subject}, {"peer", request.peer}});
  auto response = json_response(session_json(*session_now->holder));
  response.headers.add("Set-Cookie", session_cookie(token, query::life_of(kind).longest));
  co_return response;
}

}  // namespace e2ms::http
