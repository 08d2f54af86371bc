#include "problem.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace e2ms::http {
namespace {

std::string code_of(FaultCode fault) {
  auto const response = response_of({fault});
  EXPECT_EQ(response.status, Status::unavailable);
  return nlohmann::json::parse(response.body).at("code");
}

TEST(Problems, TellWhatWasNotDoneFromWhatNobodyKnows) {
  EXPECT_EQ(code_of(FaultCode::queue_full), "busy");
  EXPECT_EQ(code_of(FaultCode::store_unavailable), "storage_failed");
  EXPECT_EQ(code_of(FaultCode::outcome_unknown), "outcome_unknown");
}

}  // namespace
}  // namespace e2ms::http
