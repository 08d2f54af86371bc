#include "tool_model.hpp"

#include <fstream>
#include <ostream>
#include <sstream>

#include "e2ms/device/model.hpp"

namespace e2ms::daemon {
namespace {

constexpr int kAllWell = 0;
constexpr int kProblems = 1;
constexpr int kWrongUse = 64;

bool check(std::string const& path, std::ostream& out) {
  std::ifstream stream(path);
  if (!stream) {
    out << path << ":: cannot be read\n";
    return false;
  }
  std::stringstream text;
  text << stream.rdbuf();
  auto const file = device::read_model(path, text.str());
  for (auto const& problem : file.problems)
    out << problem.file << ':' << problem.place << ": " << problem.text << '\n';
  if (file.model) out << path << ": ok\n";
  return file.model.has_value();
}

}  // namespace

int model_tool(std::span<std::string const> args, std::ostream& out, std::ostream& err) {
  bool wrong = args.size() < 2 || args.front() != "check";
  for (auto const& arg : args) wrong = wrong || arg.starts_with('-');
  if (wrong) {
    err << "usage: e2ms model check FILE...\n";
    return kWrongUse;
  }
  bool well = true;
  for (auto const& path : args.subspan(1)) well = check(path, out) && well;
  return well ? kAllWell : kProblems;
}

}  // namespace e2ms::daemon
