#include "codec.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "ascii.hpp"
#include "e2ms/base/ensure.hpp"

namespace e2ms::http {

namespace beast = boost::beast::http;

using Parser = beast::request_parser<beast::string_body>;

struct RequestParser::Inner {
  std::optional<Parser> parser;
  std::optional<Request> ready;
  bool keep_alive = false;
};

namespace {

constexpr Unreadable kNoHttp{Status::bad_request, "malformed_request",
                             "The request is not HTTP/1.1"};
constexpr Unreadable kNoTarget{Status::bad_request, "malformed_request",
                               "The target is not a path with a query in percent-encoding"};
constexpr Unreadable kNoHost{Status::bad_request, "malformed_request",
                             "The request must have exactly one Host header"};
constexpr Unreadable kHeaderTooLarge{Status::header_too_large, "header_too_large",
                                     "The header is larger than allowed"};
constexpr Unreadable kBodyTooLarge{Status::payload_too_large, "body_too_large",
                                   "The body is larger than allowed"};
constexpr Unreadable kNoLength{Status::length_required, "length_required",
                               "The body must have a Content-Length and no transfer encoding"};

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

Method method_of(beast::verb verb) {
  if (verb == beast::verb::get) return Method::get;
  if (verb == beast::verb::head) return Method::head;
  if (verb == beast::verb::post) return Method::post;
  if (verb == beast::verb::put) return Method::put;
  if (verb == beast::verb::patch) return Method::patch;
  if (verb == beast::verb::delete_) return Method::del;
  return Method::other;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// An encoded slash would let one path segment look like two, depending on who decodes first.
std::optional<std::string> decoded_path(std::string_view raw) {
  if (raw.empty() || raw.front() != '/') return std::nullopt;
  auto const slashes = std::ranges::count(raw, '/');
  auto path = percent_decoded(raw, false);
  if (!path || std::ranges::any_of(*path, is_control)) return std::nullopt;
  if (std::ranges::count(*path, '/') != slashes) return std::nullopt;
  return path;
}

bool add_query(Request& request, std::string_view raw) {
  for (auto const part : split(raw, '&')) {
    auto const equals = part.find('=');
    auto const value = equals == std::string_view::npos ? "" : part.substr(equals + 1);
    auto name_text = percent_decoded(part.substr(0, equals), true);
    auto value_text = percent_decoded(value, true);
    if (!name_text || !value_text) return false;
    request.query.emplace_back(std::move(*name_text), std::move(*value_text));
  }
  return true;
}

bool has_host(beast::request<beast::string_body> const& message) {
  auto const hosts = message.count(beast::field::host);
  return hosts == 1 || (hosts == 0 && message.version() < 11);
}

/// Nothing when the target cannot be meant.
std::optional<Request> request_of(beast::request<beast::string_body>&& message) {
  auto const target = view(message.target());
  auto const question = target.find('?');
  auto path = decoded_path(target.substr(0, question));
  if (!path) return std::nullopt;

  Request request;
  request.method = method_of(message.method());
  request.path = std::move(*path);
  if (question != std::string_view::npos && !add_query(request, target.substr(question + 1)))
    return std::nullopt;
  for (auto const& field : message)
    request.headers.add(view(field.name_string()), view(field.value()));
  request.body = std::move(message.body());
  return request;
}

Unreadable const& refusal_of(boost::system::error_code const& failed) {
  if (failed == beast::error::header_limit) return kHeaderTooLarge;
  if (failed == beast::error::body_limit) return kBodyTooLarge;
  return kNoHttp;
}

}  // namespace

RequestParser::RequestParser(Limits const& limits)
    : limits_(limits), inner_(std::make_unique<Inner>()), refusal_(&kNoHttp) {
  fresh();
}

RequestParser::~RequestParser() = default;

void RequestParser::fresh() {
  auto& parser = inner_->parser.emplace();
  parser.eager(true);
  parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
  parser.body_limit(limits_.body_bytes);
}

RequestParser::State RequestParser::refuse(Unreadable const& why) {
  refusal_ = &why;
  inner_->keep_alive = false;
  return State::refused;
}

RequestParser::State RequestParser::feed(std::string& input) {
  ENSURE(!inner_->ready);
  auto& parser = *inner_->parser;
  while (!input.empty() && !parser.is_done()) {
    boost::system::error_code failed;
    auto const used = parser.put(boost::asio::buffer(input), failed);
    input.erase(0, used);
    // A chunk's extension and the trailers may grow without end and count for none of our limits.
    // Browsers and curl send a length.
    if (parser.is_header_done() && parser.chunked()) return refuse(kNoLength);
    if (failed == beast::error::need_more) break;
    if (failed) return refuse(refusal_of(failed));
  }
  if (!parser.is_done()) return parser.is_header_done() ? State::wants_body : State::wants_header;

  inner_->keep_alive = parser.get().keep_alive();
  if (!has_host(parser.get())) return refuse(kNoHost);
  inner_->ready = request_of(parser.release());
  if (!inner_->ready) return refuse(kNoTarget);
  return State::complete;
}

Request RequestParser::take() {
  ENSURE(inner_->ready.has_value());
  Request request = std::move(*inner_->ready);
  inner_->ready.reset();
  fresh();
  return request;
}

bool RequestParser::wants_continue() const {
  auto const& parser = *inner_->parser;
  if (!parser.is_header_done() || parser.is_done()) return false;
  return same_word(view(parser.get()[beast::field::expect]), "100-continue");
}

bool RequestParser::keep_alive() const {
  return inner_->keep_alive;
}

std::string head_of(Response const& response, Headers const& headers, Ending ending, Instant now) {
  std::string head = "HTTP/1.1 " + std::to_string(static_cast<unsigned>(response.status)) + " ";
  head += view(beast::obsolete_reason(static_cast<beast::status>(response.status)));
  head += "\r\n";
  auto const add = [&head](std::string_view name, std::string_view value) {
    // A line break in a value would let its author write headers of his own.
    ENSURE(std::ranges::none_of(value, is_control));
    head.append(name).append(": ").append(value).append("\r\n");
  };
  for (auto const& [name, value] : headers) add(name, value);
  bool const bodiless =
      response.status == Status::no_content || response.status == Status::not_modified;
  if (!response.stream && !bodiless) {
    auto const size = response.file.empty() ? response.body.size() : response.file.size();
    add("Content-Length", std::to_string(size));
  }
  add("Connection", ending == Ending::close ? "close" : "keep-alive");
  add("Date", http_date(now));
  head += "\r\n";
  return head;
}

std::string http_date(Instant at) {
  constexpr std::array<char const*, 7> kDays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  constexpr std::array<char const*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  ENSURE(at.ms >= 0);
  auto const iso = to_iso(at);  // 2026-11-23T00:02:22.000Z
  auto const weekday = static_cast<std::size_t>(at.ms / days(1).ms % 7);
  auto const month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0') - 1);
  return std::string(kDays[weekday]) + ", " + iso.substr(8, 2) + " " + kMonths[month] + " " +
         iso.substr(0, 4) + " " + iso.substr(11, 8) + " GMT";
}

}  // namespace e2ms::http
