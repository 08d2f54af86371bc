#include "router.hpp"

#include <gtest/gtest.h>

#include <set>

namespace e2ms::http {
namespace {

Response ok() {
  return plain_text("ok");
}
Result<Response> look(store::ReadTx&, Call const&) {
  return ok();
}
std::variant<Work, Response> change(Call const&) {
  return ok();
}

Route const kRoutes[] = {
    {Method::get, "/api/v1/meters", Access::manager, &look},
    {Method::get, "/api/v1/meters/{id}", Access::manager, &look},
    {Method::post, "/api/v1/meters/{id}/supply", Access::manager, &change, true},
    {Method::get, "/api/v1/meters/{id}/supply", Access::manager, &look},
    {Method::get, "/api/v1/meters/{id}/bills/{bill}", Access::manager, &look},
    {Method::get, "/api/v1/meters/{id}/bills/{bill}.xlsx", Access::manager, &look},
};

TEST(Router, FindsARouteAndItsId) {
  auto const found = match(kRoutes, Method::post, "/api/v1/meters/42/supply");
  ASSERT_NE(found.route, nullptr);
  EXPECT_EQ(found.route, &kRoutes[2]);
  EXPECT_EQ(found.id, 42);
}

TEST(Router, FindsABillAndTakesWhatIsNoMonthForNone) {
  auto const page = match(kRoutes, Method::get, "/api/v1/meters/42/bills/2026-11");
  EXPECT_EQ(page.route, &kRoutes[4]);
  EXPECT_EQ(page.id, 42);
  EXPECT_EQ(page.bill, "2026-11");
  auto const book = match(kRoutes, Method::get, "/api/v1/meters/42/bills/2026-11.xlsx");
  EXPECT_EQ(book.route, &kRoutes[5]);
  EXPECT_EQ(book.bill, "2026-11");
  for (auto const* const bill : {"2026-13", "2026-00", "2026-1", "2026-111", "-026-11", "2026/11",
                                 "2026-+1", "2026-11.xls", ".xlsx", ""})
    EXPECT_EQ(match(kRoutes, Method::get, "/api/v1/meters/42/bills/" + std::string(bill)).route,
              nullptr)
        << bill;
}

TEST(Router, SendsHeadWhereGetGoes) {
  EXPECT_EQ(match(kRoutes, Method::head, "/api/v1/meters").route, &kRoutes[0]);
}

TEST(Router, SaysWhatAPathAllows) {
  auto const found = match(kRoutes, Method::del, "/api/v1/meters/7/supply");
  EXPECT_EQ(found.route, nullptr);
  EXPECT_EQ(found.allow, "POST, GET, HEAD");
}

TEST(Router, KnowsNoPathThatIsNotThere) {
  for (auto const* const path :
       {"/api/v1", "/api/v1/meters/", "/api/v1/meters/0", "/api/v1/meters/-1", "/api/v1/meters/x",
        "/api/v1/meters/1.5", "/api/v1/meters/99999999999999999999", "/api/v1/meters//supply",
        "/api/v1/meters/1/supply/x", "/api/v1/Meters", ""}) {
    auto const found = match(kRoutes, Method::get, path);
    EXPECT_EQ(found.route, nullptr) << path;
    EXPECT_EQ(found.allow, "") << path;
  }
}

TEST(Router, HasNoRouteTwice) {
  std::set<std::pair<Method, std::string_view>> seen;
  for (auto const& route : api_routes())
    EXPECT_TRUE(seen.emplace(route.method, route.pattern).second) << route.pattern;
}

}  // namespace
}  // namespace e2ms::http
