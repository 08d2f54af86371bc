#include "tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace e2ms::tidy {
namespace {

namespace fs = std::filesystem;

/// Walks C++ text and blanks what is no code.
class Blanker {
 public:
  explicit Blanker(std::string text) : text_(std::move(text)) {}

  std::string run() && {
    while (at_ < text_.size()) step();
    return std::move(text_);
  }

 private:
  void step() {
    if (next_is("//")) return blank_until("\n", 0);
    if (next_is("/*")) return blank_until("*/", 2);
    if (next_is("R\"") && !(at_ > 0 && is_name_char(text_[at_ - 1]))) return raw_string();
    if (text_[at_] == '"') return literal('"');
    // Between digits it separates thousands.
    if (text_[at_] == '\'' && !(at_ > 0 && is_name_char(text_[at_ - 1]))) return literal('\'');
    ++at_;
  }

  bool next_is(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

  void blank(std::size_t end) {
    for (; at_ < end; ++at_)
      if (text_[at_] != '\n') text_[at_] = ' ';
  }

  void blank_until(std::string_view mark, std::size_t with) {
    std::size_t const found = text_.find(mark, at_ + with);
    blank(found == std::string::npos ? text_.size() : found + with);
  }

  void raw_string() {
    std::size_t const open = text_.find('(', at_);
    if (open == std::string::npos) return void(++at_);
    std::string const closing = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
    std::size_t const end = text_.find(closing, open);
    blank(end == std::string::npos ? text_.size() : end + closing.size());
  }

  void literal(char quote) {
    std::size_t end = ++at_;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
      end += text_[end] == '\\' ? 2 : 1;
    blank(std::min(end, text_.size()));
    ++at_;
  }

  std::string text_;
  std::size_t at_ = 0;
};

bool is_foreign(fs::path const& folder) {
  std::string const name = folder.filename().string();
  return name == "node_modules" || name == "dist" || name == "build" || name == "var" ||
         name == ".git" || name == ".cache" || name == "__pycache__";
}

bool is_ours(std::string const& path) {
  if (path.ends_with("package-lock.json") || path.ends_with(".gen.ts")) return false;
  static constexpr std::array kEndings{".cpp", ".hpp",  ".h",   ".txt",  ".cmake", ".json",
                                       ".md",  ".sql",  ".ts",  ".vue",  ".mjs",   ".css",
                                       ".js",  ".html", ".yml", ".yaml", ".py",    ".sh"};
  if (std::ranges::any_of(kEndings, [&](char const* end) { return path.ends_with(end); }))
    return true;
  return path.starts_with("scripts/") || path.starts_with(".ci/");
}

}  // namespace

bool Tree::has(std::string_view path) const {
  return find(path) != nullptr;
}

Source const* Tree::find(std::string_view path) const {
  // Sorted by read_tree; the trees of the self-tests are small.
  auto const found = std::ranges::find(sources, path, &Source::path);
  return found == sources.end() ? nullptr : &*found;
}

Source make_source(std::string path, std::string text) {
  Source made{std::move(path), std::move(text), {}};
  if (is_cpp(made)) made.code = Blanker{made.text}.run();
  return made;
}

Tree read_tree(std::string const& root) {
  Tree tree;
  fs::recursive_directory_iterator entry{root};
  for (; entry != fs::recursive_directory_iterator{}; ++entry) {
    if (entry->is_directory() && is_foreign(entry->path())) entry.disable_recursion_pending();
    if (!entry->is_regular_file()) continue;
    std::string path = fs::path(entry->path()).lexically_relative(root).generic_string();
    if (!is_ours(path)) continue;
    std::ifstream in{entry->path(), std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    tree.sources.push_back(make_source(std::move(path), std::move(text)));
  }
  std::ranges::sort(tree.sources, {}, &Source::path);
  return tree;
}

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, offset), '\n'));
}

bool is_cpp(Source const& source) {
  return source.path.ends_with(".cpp") || source.path.ends_with(".hpp");
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::ranges::any_of(beginnings, [&](auto begin) { return text.starts_with(begin); });
}

std::string floor_of(std::string_view path) {
  for (std::string_view const top : {"src/", "include/e2ms/"}) {
    if (!path.starts_with(top)) continue;
    path.remove_prefix(top.size());
    std::size_t const slash = path.find('/');
    return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
  }
  return "";
}

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return text;
}

void each_word(std::string_view code, std::string_view word,
               std::function<void(std::size_t)> const& found) {
  for (std::size_t at = code.find(word); at != std::string_view::npos;
       at = code.find(word, at + word.size())) {
    bool const begins = at == 0 || !is_name_char(code[at - 1]);
    std::size_t const end = at + word.size();
    bool const ends = end == code.size() || !is_name_char(code[end]);
    if (begins && ends) found(at);
  }
}

std::string listing(Violations const& violations) {
  std::string lines;
  for (auto const& each : violations)
    lines += each.path + ":" + std::to_string(each.line) + ": " + each.what + "\n";
  return lines;
}

}  // namespace e2ms::tidy
