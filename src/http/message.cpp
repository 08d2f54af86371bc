#include "e2ms/http/message.hpp"

#include <algorithm>

#include "ascii.hpp"

namespace e2ms::http {

std::string_view word(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::other:
      return "?";
  }
  return "?";
}

void Headers::add(std::string_view name, std::string_view value) {
  all_.emplace_back(name, value);
}

void Headers::set(std::string_view name, std::string_view value) {
  std::erase_if(all_, [name](auto const& one) { return same_word(one.first, name); });
  add(name, value);
}

std::string_view Headers::get(std::string_view name) const {
  auto const found =
      std::ranges::find_if(all_, [name](auto const& one) { return same_word(one.first, name); });
  return found == all_.end() ? std::string_view{} : std::string_view{found->second};
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(all_, [name](auto const& one) { return same_word(one.first, name); }));
}

Response plain_text(std::string body, std::string_view type) {
  Response response;
  response.headers.add("Content-Type", type);
  response.body = std::move(body);
  return response;
}

}  // namespace e2ms::http
