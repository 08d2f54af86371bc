#include <optional>

#include "checks.hpp"

namespace e2ms::tidy {
namespace {

constexpr std::string_view kAwait = "co_await";

/// What stands around one co_await: the text before it in its statement, the name of the macro
/// whose argument it is (if any), and its operand.
struct Place {
  std::string_view before;
  std::string_view enclosing;
  std::string_view operand;
};

std::string_view name_before(std::string_view code, std::size_t offset) {
  std::string_view const text = trimmed(code.substr(0, offset));
  std::size_t begin = text.size();
  while (begin > 0 && is_name_char(text[begin - 1])) --begin;
  return text.substr(begin);
}

bool opens(char c) {
  return c == '(' || c == '[';
}
bool closes(char c) {
  return c == ')' || c == ']';
}

/// A brace inside the operand is part of it, so that it can be complained about.
std::string_view operand_at(std::string_view code, std::size_t begin) {
  int depth = 0;
  std::size_t end = begin;
  for (; end < code.size(); ++end) {
    char const c = code[end];
    if (opens(c) || c == '{') ++depth;
    if (closes(c) || c == '}') --depth;
    if (depth < 0 || (depth == 0 && c == ';')) break;
  }
  return trimmed(code.substr(begin, end - begin));
}

Place place_of(std::string_view code, std::size_t at) {
  Place place;
  int depth = 0;
  std::size_t begin = at;
  for (; begin > 0; --begin) {
    char const c = code[begin - 1];
    if (depth == 0 && (c == ';' || c == '{' || c == '}')) break;
    if (closes(c)) ++depth;
    if (opens(c) && --depth < 0) {
      place.enclosing = name_before(code, begin - 1);
      if (place.enclosing.empty()) place.enclosing = "(";
      break;
    }
  }
  place.before = trimmed(code.substr(begin, at - begin));
  place.operand = operand_at(code, at + kAwait.size());
  return place;
}

/// Takes "if (...)", "while (...)", "for (...)", "else" and "case x:" off the front: what they
/// govern is a statement of its own.
std::string_view without_control(std::string_view text) {
  for (;;) {
    text = trimmed(text);
    std::size_t word = 0;
    while (word < text.size() && is_name_char(text[word])) ++word;
    std::string_view const name = text.substr(0, word);
    if (name == "else") {
      text.remove_prefix(word);
    } else if (name == "case" || name == "default") {
      std::size_t colon = text.find(':');
      while (colon != std::string_view::npos && text.substr(colon, 2) == "::")
        colon = text.find(':', colon + 2);
      if (colon == std::string_view::npos) return text;
      text.remove_prefix(colon + 1);
    } else if (name == "if" || name == "while" || name == "for") {
      std::size_t end = text.find('(');
      if (end == std::string_view::npos) return text;
      for (int depth = 1; depth > 0 && ++end < text.size();) {
        if (text[end] == '(') ++depth;
        if (text[end] == ')') --depth;
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    } else {
      return text;
    }
  }
}

/// "auto const x =", "auto [a, b] =", "Result<int> x =", "x_ =", "it->second =".
bool declares_or_assigns(std::string_view text) {
  if (!text.ends_with('=')) return false;
  text.remove_suffix(1);
  text = trimmed(text);
  if (text.empty() || !(is_name_char(text.back()) || text.back() == ']')) return false;
  return text.find_first_of("=(?!+") == std::string_view::npos &&
         text.find("return") == std::string_view::npos;
}

bool is_statement(Place const& place) {
  if (place.enclosing == "CO_TRY_VOID") return place.before.empty();
  if (place.enclosing == "CO_TRY") {
    std::string_view const name = place.before;
    return name.ends_with(',') && name.find_first_of("(=") == std::string_view::npos;
  }
  if (!place.enclosing.empty()) return false;
  std::string_view const before = without_control(place.before);
  return before.empty() || before == "co_return" || declares_or_assigns(before);
}

std::optional<std::string> wrong_operand(std::string_view operand) {
  int depth = 0;
  for (std::size_t i = 0; i < operand.size(); ++i) {
    char const c = operand[i];
    if (c == '{') return "braces in the operand of a co_await; give the value a name first";
    std::string_view const left = trimmed(operand.substr(0, i));
    bool const indexes = !left.empty() && (is_name_char(left.back()) || closes(left.back()));
    if (c == '[' && !indexes) return "a lambda in the operand of a co_await; give it a name first";
    if (opens(c)) ++depth;
    if (closes(c)) --depth;
    std::string_view const two = operand.substr(i, 2);
    if (depth == 0 && (c == '?' || two == "&&" || two == "||" || two == "==" || two == "!="))
      return "a co_await inside an expression; make it a statement of its own";
  }
  return std::nullopt;
}

bool may_wait(std::string_view path) {
  std::string const floor = floor_of(path);
  return floor.empty() || floor == "store" || floor == "field" || floor == "http" ||
         floor == "transport" || floor == "gateway" || floor == "daemon";
}

}  // namespace

Violations check_awaits(Source const& source) {
  Violations found;
  auto const say = [&](std::size_t at, std::string what) {
    found.push_back({source.path, line_of(source.code, at), std::move(what)});
  };
  each_word(source.code, "co_yield", [&](std::size_t at) { say(at, "nothing here yields"); });
  each_word(source.code, kAwait, [&](std::size_t at) {
    if (!may_wait(source.path)) say(at, "no coroutines on this floor");
    Place const place = place_of(source.code, at);
    if (!is_statement(place)) return say(at, "a co_await that is not a statement of its own");
    if (auto what = wrong_operand(place.operand)) say(at, *std::move(what));
  });
  return found;
}

}  // namespace e2ms::tidy
