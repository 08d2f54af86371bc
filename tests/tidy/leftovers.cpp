#include <set>
#include <sstream>

#include "checks.hpp"

namespace e2ms::tidy {
namespace {

/// The last part of every quoted include, and the whole name: enough to say whether anybody
/// wants a header.
std::set<std::string> wanted_headers(Tree const& tree) {
  std::set<std::string> wanted;
  constexpr std::string_view kInclude = "#include \"";
  for (auto const& source : tree.sources) {
    if (!is_cpp(source)) continue;
    for (std::size_t at = source.text.find(kInclude); at != std::string::npos;
         at = source.text.find(kInclude, at + 1)) {
      std::size_t const begin = at + kInclude.size();
      std::string const name = source.text.substr(begin, source.text.find('"', begin) - begin);
      wanted.insert(name);
      wanted.insert(name.substr(name.rfind('/') + 1));
    }
  }
  return wanted;
}

bool is_wanted(std::string const& path, std::set<std::string> const& wanted) {
  constexpr std::string_view kPublic = "include/";
  if (path.starts_with(kPublic)) return wanted.contains(path.substr(kPublic.size()));
  return wanted.contains(path.substr(path.rfind('/') + 1));
}

}  // namespace

Violations check_dead_files(Tree const& tree, std::string const& root,
                            std::string const& compile_commands) {
  Violations found;
  auto const wanted = wanted_headers(tree);
  for (auto const& source : tree.sources) {
    bool const ours = starts_with_any(source.path, {"src/", "include/", "tests/"});
    if (!ours || !is_cpp(source)) continue;
    if (source.path.ends_with(".hpp")) {
      if (!is_wanted(source.path, wanted)) found.push_back({source.path, 1, "no file includes it"});
    } else if (compile_commands.find("\"" + root + "/" + source.path + "\"") == std::string::npos) {
      found.push_back({source.path, 1, "is not compiled"});
    }
  }
  return found;
}

Violations check_links(Source const& document,
                       std::function<bool(std::string const&)> const& exists) {
  Violations found;
  std::string const folder = document.path.substr(0, document.path.rfind('/') + 1);
  std::string_view const text = document.text;
  for (std::size_t at = text.find("]("); at != std::string_view::npos;
       at = text.find("](", at + 1)) {
    std::size_t const end = text.find_first_of(" )\n", at + 2);
    if (end == std::string_view::npos) break;
    std::string_view target = text.substr(at + 2, end - at - 2);
    target = target.substr(0, target.find('#'));
    if (target.empty() || target.find("://") != std::string_view::npos) continue;
    if (target.starts_with("mailto:")) continue;
    std::string const path = folder + std::string(target);
    if (!exists(path))
      found.push_back({document.path, line_of(text, at), "leads nowhere: " + path});
  }
  return found;
}

}  // namespace e2ms::tidy
