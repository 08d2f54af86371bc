#include <algorithm>

#include "checks.hpp"

namespace e2ms::tidy {
namespace {

/// Counts lines of functions by their braces. Namespaces, classes and tables of values are
/// looked through or past; whatever else opens a brace outside a function is a function.
class Measure {
 public:
  explicit Measure(Source const& source) : source_(source), code_(source.code) {}

  Violations run() && {
    for (at_ = 0; at_ < code_.size(); ++at_) step(code_[at_]);
    return std::move(found_);
  }

 private:
  enum class Kind { scope, function, inner };
  struct Open {
    Kind kind;
    std::size_t at;
  };

  void step(char c) {
    if (c == '#' && line_begins()) return skip_directive();
    if (c == '(') ++parens_;
    if (c == ')') --parens_;
    if (c == '{') return open();
    if (c == '}') return close();
    if (c == ';' && parens_ == 0) head_ = at_ + 1;
  }

  bool line_begins() const {
    std::size_t const newline = code_.rfind('\n', at_);
    std::size_t const begin = newline == std::string_view::npos ? 0 : newline + 1;
    return trimmed(code_.substr(begin, at_ - begin)).empty();
  }

  void skip_directive() {
    for (; at_ < code_.size(); ++at_)
      if (code_[at_] == '\n' && (at_ == 0 || code_[at_ - 1] != '\\')) break;
    if (parens_ == 0) head_ = at_ + 1;
  }

  void open() {
    bool const outside =
        std::ranges::all_of(open_, [](Open const& each) { return each.kind == Kind::scope; });
    open_.push_back({outside ? kind_of(code_.substr(head_, at_ - head_)) : Kind::inner, at_});
    head_ = at_ + 1;
  }

  void close() {
    if (open_.empty()) return;
    Open const closed = open_.back();
    open_.pop_back();
    head_ = at_ + 1;
    if (closed.kind != Kind::function) return;
    std::string_view const body = code_.substr(closed.at, at_ - closed.at);
    int const lines = 1 + static_cast<int>(std::ranges::count(body, '\n'));
    if (lines > kFunctionLines)
      found_.push_back({source_.path, line_of(code_, closed.at),
                        "a function of " + std::to_string(lines) + " lines"});
  }

  static bool has_word(std::string_view text, std::string_view word) {
    bool has = false;
    each_word(text, word, [&](std::size_t) { has = true; });
    return has;
  }

  Kind kind_of(std::string_view head) const {
    if (parens_ > 0) return Kind::inner;
    if (has_word(head, "namespace") || has_word(head, "extern")) return Kind::scope;
    bool const calls = head.find('(') != std::string_view::npos;
    for (std::string_view const word : {"class", "struct", "union", "enum"})
      if (has_word(head, word) && !calls) return Kind::scope;
    bool const names_operator = has_word(head, "operator");
    bool const value = !names_operator && head.find(" = ") != std::string_view::npos &&
                       head.find("](") == std::string_view::npos;
    if (value && (!calls || head.find(" = ") < head.find('('))) return Kind::inner;
    return calls || trimmed(head).empty() ? Kind::function : Kind::inner;
  }

  Source const& source_;
  std::string_view code_;
  std::size_t at_ = 0;
  std::size_t head_ = 0;
  int parens_ = 0;
  std::vector<Open> open_;
  Violations found_;
};

bool is_measured_page(std::string_view path) {
  return path.starts_with("web/") && (path.ends_with(".ts") || path.ends_with(".vue") ||
                                      path.ends_with(".mjs") || path.ends_with(".css"));
}

void check_columns(Source const& source, Violations& found) {
  int line = 1;
  int columns = 0;
  for (char const c : source.text) {
    if (c == '\n') {
      if (columns > kColumns)
        found.push_back({source.path, line, std::to_string(columns) + " columns"});
      ++line;
      columns = 0;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++columns;  // continuation bytes of UTF-8 take no place of their own
    }
  }
}

}  // namespace

Violations check_sizes(Source const& source) {
  Violations found;
  if (!is_cpp(source) && !is_measured_page(source.path)) return found;
  auto const lines = static_cast<int>(std::ranges::count(source.text, '\n'));
  if (lines > kFileLines)
    found.push_back({source.path, lines, "a file of " + std::to_string(lines) + " lines"});
  if (!is_cpp(source)) return found;
  check_columns(source, found);
  auto functions = Measure{source}.run();
  found.insert(found.end(), functions.begin(), functions.end());
  return found;
}

}  // namespace e2ms::tidy
