#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace e2ms::http {

/// docs/openapi.yaml, as the build turned it into JSON, and the part of JSON Schema it uses.
class ApiDocument {
 public:
  ApiDocument();

  nlohmann::json const& root() const { return root_; }

  /// Follows `$ref`s until something else stands there.
  nlohmann::json const& resolved(nlohmann::json const& node) const;

  /// What is wrong with the value, each with its place; empty when it fits. A keyword that this
  /// validator does not know counts as wrong.
  std::vector<std::string> check(nlohmann::json const& value, nlohmann::json const& schema) const;

 private:
  using Errors = std::vector<std::string>;
  void check(nlohmann::json const& value, nlohmann::json const& schema, std::string const& place,
             Errors& errors) const;
  void check_keyword(std::string const& keyword, nlohmann::json const& rule,
                     nlohmann::json const& value, nlohmann::json const& schema,
                     std::string const& place, Errors& errors) const;
  void check_object(nlohmann::json const& value, nlohmann::json const& schema,
                    std::string const& place, Errors& errors) const;

  nlohmann::json root_;
};

}  // namespace e2ms::http
