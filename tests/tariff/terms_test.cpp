#include <gtest/gtest.h>

#include <string>

#include "e2ms/document/tariff_json.hpp"

namespace e2ms::test {
namespace {

/// What speaks against charging by flat terms with something more.
std::string objections(std::string const& more) {
  auto const read =
      document::terms_from_text(R"({"energy": {"type": "flat", "price": "0.5"}, )" + more + "}");
  EXPECT_TRUE(read.problems.empty());
  std::string all;
  for (auto const& one : document::unchargeable(read.terms))
    all += one.place + " " + one.text + "; ";
  return all;
}

TEST(Terms, TellLinesApartByTheirCodes) {
  EXPECT_EQ(objections(R"("surcharges": [{"code": "service", "per_kwh": "0.05"},
                                         {"code": "loss", "per_kwh": "0.01"},
                                         {"code": "service", "per_kwh": "0.10"}])"),
            "surcharges[2].code stands there twice; ");
  EXPECT_EQ(objections(R"("fixed": [{"code": "rent", "per_month": "5"},
                                    {"code": "rent", "per_day": "1"}])"),
            "fixed[1].code stands there twice; ");
}

TEST(Terms, LeadToAmountsWithinBounds) {
  EXPECT_EQ(objections(R"("capacity": {"kva": "630", "per_kva_month": "26.3"}, "vat": "0.13")"),
            "");
  EXPECT_EQ(objections(R"("capacity": {"kva": "10000000000000", "per_kva_month": "100"})"),
            "capacity 1000000000000000 is above 100000000; ");
  EXPECT_EQ(objections(R"("fixed": [{"code": "rent", "per_month": "100000001"}])"),
            "fixed.rent 100000001 is above 100000000; ");
  EXPECT_EQ(objections(R"("vat": "13")"), "vat 13 is above 1; ");
}

}  // namespace
}  // namespace e2ms::test
