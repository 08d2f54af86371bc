#include "tool_price.hpp"

#include <fstream>
#include <istream>
#include <ostream>
#include <sstream>

#include "price_case.hpp"

namespace e2ms::daemon {

namespace {

constexpr int kDone = 0;
constexpr int kMistake = 1;
constexpr int kNoCases = 2;
constexpr int kWrongUse = 64;

std::optional<std::string> content_of(std::string const& path, std::istream& in) {
  std::stringstream text;
  if (path == "-") {
    text << in.rdbuf();
    return text.str();
  }
  std::ifstream file(path);
  if (!file || !(text << file.rdbuf())) return std::nullopt;
  return text.str();
}

}  // namespace

int price_tool(std::span<std::string const> args, std::istream& in, std::ostream& out,
               std::ostream& err) {
  if (args.size() != 1 || (args[0].size() > 1 && args[0].starts_with('-'))) {
    err << "usage: e2ms price FILE|-\n";
    return kWrongUse;
  }
  auto const text = content_of(args[0], in);
  if (!text) {
    err << "e2ms price: " << args[0] << " cannot be read\n";
    return kNoCases;
  }
  nlohmann::json file;
  try {
    file = nlohmann::json::parse(*text, nullptr, true, true);
  } catch (nlohmann::json::parse_error const& trouble) {
    err << "e2ms price: byte " << trouble.byte << ": " << trouble.what() << '\n';
    return kNoCases;
  } catch (nlohmann::json::exception const& trouble) {
    // A bare number that no machine holds, like 1e999.
    err << "e2ms price: " << trouble.what() << '\n';
    return kNoCases;
  }
  bool const several = file.is_object() && file.contains("cases");
  auto const& cases = several ? file["cases"] : file;
  if (several && !cases.is_array()) {
    err << "e2ms price: cases: must be a list [ … ]\n";
    return kNoCases;
  }
  bool mistake = false;
  for (auto const& one : cases.is_array() ? cases : nlohmann::json::array({cases})) {
    auto const answer = price_case(one);
    mistake = mistake || answer.contains("error");
    out << answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  }
  return mistake ? kMistake : kDone;
}

}  // namespace e2ms::daemon
