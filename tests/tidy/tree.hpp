#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// The source tree as text, and what the house's rules say about it. No compiler is asked: the
/// checks read characters, so the whole tree takes a fraction of a second.
namespace e2ms::tidy {

/// One text file. `code` is the text of a C++ file with comments and the contents of literals
/// blanked, character by character, so that an offset means the same place in both.
struct Source {
  std::string path;
  std::string text;
  std::string code;
};

struct Violation {
  std::string path;
  int line = 0;
  std::string what;
};
using Violations = std::vector<Violation>;

struct Tree {
  std::vector<Source> sources;

  bool has(std::string_view path) const;
  Source const* find(std::string_view path) const;
};

Source make_source(std::string path, std::string text);

/// Reads every text file of the project below `root`; paths are relative to it.
Tree read_tree(std::string const& root);

int line_of(std::string_view text, std::size_t offset);
bool is_cpp(Source const& source);
bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings);

/// "http" for src/http/api/x.cpp and include/e2ms/http/x.hpp, empty for a file of no floor.
std::string floor_of(std::string_view path);

bool is_name_char(char c);
std::string_view trimmed(std::string_view text);

/// Calls `found` with the offset of each place where `word` stands as a name of its own.
void each_word(std::string_view code, std::string_view word,
               std::function<void(std::size_t)> const& found);

/// The lines a person reads when a check fails: one "file:line: what" each.
std::string listing(Violations const& violations);

}  // namespace e2ms::tidy
