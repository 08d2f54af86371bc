#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;
using testing::IsEmpty;
using testing::SizeIs;

/// What landlords give, and accounts that pay afterwards.
class AccountsTest : public ApiTest {
 protected:
  std::string subsidies() { return of("accounts", site_.account, "/subsidies"); }
  Ask granting(json const& body, std::string const& key = "grant-0001") {
    return {Method::post, subsidies(), body.dump(), {{"Idempotency-Key", key}}};
  }
  json answered(Ask const& ask, Status status) {
    auto const response = site_.send(manager_, ask);
    EXPECT_EQ(response.status, status) << response.body;
    return checked(route(ask.method, ask.target), response);
  }
  static json kwh(std::int64_t wh) {
    return {{"unit", "kwh"},
            {"quantity", wh},
            {"persons", 2},
            {"first_month", "2026-11"},
            {"note", "每人每月"}};
  }
  /// With new sessions.
  void let_pass(Duration span) {
    site_.clock.advance(span);
    site_.send({Method::get, "/api/v1/home"});  // lets the clock's turn happen
    manager_ = site_.sign_in("manager", "correct horse").value();
    tenant_ = site_.sign_in_room("1-101", "482913").value();
  }
  /// The doubtful zero of before counts no more; what is read then covers the end of November.
  void read_in_december(std::int64_t wh) {
    let_pass(days(11));
    auto const doubt = get(of("meters", site_.meter, "/readings")).at("items").at(0);
    json const discard{
        {"taken_at", doubt.at("taken_at")}, {"decision", "discard"}, {"note", "通信干扰"}};
    site_.send(manager_,
               {Method::post, of("meters", site_.meter, "/readings/decision"), discard.dump()});
    site_.read_now(site_.meter, wh);
    site_.settle();
  }
  static std::int64_t fen(json const& object, char const* field) {
    return object.at(field).get<std::int64_t>();
  }
  Ask paying(json const& body) {
    return {Method::post, of("accounts", site_.account, "/payment-mode"), body.dump()};
  }
};

TEST_F(AccountsTest, GrantsOnceAndShowsWhatIsLeft) {
  auto const before = get(of("accounts", site_.account));
  EXPECT_THAT(get(subsidies()).at("items"), IsEmpty());
  auto const list = answered(granting(kwh(1000)), Status::created);
  EXPECT_EQ(answered(granting(kwh(1000)), Status::ok), list);
  ASSERT_THAT(list.at("items"), SizeIs(1));
  auto const& grant = list.at("items").at(0);
  EXPECT_EQ(grant.at("granted_by"), "manager");
  auto const& month = grant.at("this_month");
  EXPECT_EQ(month.at("granted"), 2000);
  EXPECT_EQ(month.at("used"), 2000);
  EXPECT_EQ(month.at("left"), 0);
  EXPECT_EQ(month.at("paid_fen"), 120);
  auto const after = get(of("accounts", site_.account));
  EXPECT_EQ(after.at("balance_fen"), before.at("balance_fen").get<std::int64_t>() + 120);
  auto const mine = get("/api/v1/me/subsidies");
  EXPECT_EQ(mine.at("items").at(0).at("this_month"), month);
  EXPECT_EQ(refused(manager_, granting(kwh(999)), Status::conflict), "idempotency_key_reused");
}

TEST_F(AccountsTest, ShowsAGrantOnTheBillWithWhatRuns) {
  auto const before = get(of("accounts", site_.account, "/bills/2026-11"));
  answered(granting({{"unit", "yuan"},
                     {"quantity", 10'000'000},
                     {"first_month", "2026-11"},
                     {"last_month", "2026-11"},
                     {"note", "迎新"}}),
           Status::created);
  site_.read_now(site_.meter, 1'060'000);
  auto const bill = get(of("accounts", site_.account, "/bills/2026-11"));
  EXPECT_EQ(bill.at("total_fen"), 0);
  std::int64_t sum = 0, given = 0;
  for (auto const& line : bill.at("lines")) {
    sum += line.at("amount_fen").get<std::int64_t>();
    if (line.at("line") == "subsidy:1") given = line.at("amount_fen").get<std::int64_t>();
  }
  EXPECT_EQ(sum, 0);
  EXPECT_EQ(given, -bill.at("energy_fen").get<std::int64_t>());
  EXPECT_LE(given, -before.at("energy_fen").get<std::int64_t>());
  auto const account = get(of("accounts", site_.account));
  EXPECT_EQ(account.at("subsidised"), true);
  EXPECT_EQ(account.at("until").at("basis"), "subsidised");
  EXPECT_EQ(get("/api/v1/me").at("subsidised"), true);
}

TEST_F(AccountsTest, EndsAGrantFromAMonthThatHasNotBegun) {
  auto const list = answered(granting(kwh(1000)), Status::created);
  auto const path =
      "/api/v1/subsidies/" + std::to_string(list.at("items").at(0).at("id").get<int>()) + "/end";
  auto const ending = [&path](char const* month) {
    return Ask{Method::post, path, json{{"from_month", month}, {"note", "离校"}}.dump()};
  };
  EXPECT_EQ(refused(manager_, ending("2026-11"), Status::conflict), "month_begun");
  EXPECT_EQ(refused(manager_, ending("2026-13"), Status::unprocessable), "invalid_input");
  auto const ended = answered(ending("2026-12"), Status::ok);
  EXPECT_EQ(ended.at("items").at(0).at("end").at("from_month"), "2026-12");
  EXPECT_EQ(answered(ending("2026-12"), Status::ok), ended);
  EXPECT_EQ(refused(tenant_, ending("2027-01"), Status::forbidden), "not_allowed");
  EXPECT_EQ(
      refused(manager_,
              {Method::post, "/api/v1/subsidies/99/end", R"({"from_month":"2027-01","note":"x"})"},
              Status::not_found),
      "not_found");
}

TEST_F(AccountsTest, RefusesGrantsThatCannotBe) {
  auto const wrong = [this](char const* field, json const& value) {
    auto body = kwh(1000);
    body[field] = value;
    return refused(manager_, granting(body), Status::unprocessable);
  };
  EXPECT_EQ(wrong("quantity", 0), "invalid_input");
  EXPECT_EQ(wrong("quantity", 10'000'001), "invalid_input");
  EXPECT_EQ(wrong("persons", 0), "invalid_input");
  EXPECT_EQ(wrong("unit", "beer"), "invalid_input");
  EXPECT_EQ(wrong("first_month", "2026-1"), "invalid_input");
  EXPECT_EQ(wrong("last_month", "2026-10"), "invalid_input");
  EXPECT_EQ(wrong("note", ""), "invalid_input");
  EXPECT_EQ(refused(manager_, granting(kwh(1000), "short"), Status::unprocessable),
            "invalid_input");
  auto early = kwh(1000);
  early["first_month"] = "2026-10";
  EXPECT_EQ(refused(manager_, granting(early), Status::conflict), "month_closed");
  auto foreign = granting(kwh(1000));
  foreign.target = of("accounts", site_.foreign_account, "/subsidies");
  EXPECT_EQ(refused(manager_, foreign, Status::not_found), "not_found");
}

TEST_F(AccountsTest, LetsAnAccountPayItsBillsUntilTheyAreDue) {
  auto const account =
      answered(paying({{"mode", "postpaid"}, {"due_days", 10}, {"note", "合同约定"}}), Status::ok);
  EXPECT_EQ(account.at("mode"), "postpaid");
  EXPECT_EQ(account.at("due_days"), 10);
  EXPECT_EQ(account.at("next_due"), nullptr);
  EXPECT_EQ(account.at("until").at("basis"), "on_bill");
  auto const list = get("/api/v1/accounts?mode=postpaid").at("items");
  ASSERT_THAT(list, SizeIs(1));
  EXPECT_EQ(list.at(0).at("id"), account.at("id"));
  EXPECT_EQ(get("/api/v1/accounts?mode=prepaid").at("items").size() + 1,
            get("/api/v1/accounts").at("items").size());
  read_in_december(1'254'321);
  auto const bills = get(of("accounts", site_.account, "/bills")).at("items");
  auto const& closed = bills.at(1);
  EXPECT_EQ(bills.at(0).at("due"), nullptr);
  ASSERT_NE(closed.at("due"), nullptr) << bills;
  EXPECT_EQ(closed.at("due").at("state"), "open");
  EXPECT_EQ(closed.at("due").at("amount_fen"), closed.at("total_fen"));
  auto const now = get(of("accounts", site_.account));
  auto const& next = now.at("next_due");
  ASSERT_NE(next, nullptr) << now;
  ASSERT_EQ(next.at("bill"), "2026-11");
  EXPECT_EQ(fen(next, "unpaid_fen"), -fen(now, "posted_fen") - fen(bills.at(0), "total_fen"));
  EXPECT_EQ(fen(now, "overdue_fen"), 0);
  EXPECT_EQ(get("/api/v1/me").at("next_due"), next);
  let_pass(days(12));
  auto const late = get(of("accounts", site_.account));
  EXPECT_EQ(late.at("overdue_fen"), next.at("unpaid_fen"));
  EXPECT_EQ(get(of("accounts", site_.account, "/bills/2026-11")).at("due").at("state"), "overdue");
  json debtor;
  auto const debtors = get("/api/v1/arrears").at("items");
  for (auto const& one : debtors)
    if (one.at("account_id") == late.at("id")) debtor = one;
  ASSERT_NE(debtor, nullptr) << json(debtors);
  EXPECT_EQ(debtor.at("bill"), "2026-11");
  EXPECT_EQ(debtor.at("amount_fen"), late.at("overdue_fen"));
  EXPECT_GE(debtor.at("days").get<int>(), 1);
}

TEST_F(AccountsTest, RefusesWaysOfPayingThatCannotBe) {
  EXPECT_EQ(refused(manager_, paying({{"mode", "later"}, {"note", "x"}}), Status::unprocessable),
            "invalid_input");
  EXPECT_EQ(refused(manager_, paying({{"mode", "postpaid"}, {"due_days", 367}, {"note", "x"}}),
                    Status::unprocessable),
            "invalid_input");
  EXPECT_EQ(refused(manager_, paying({{"mode", "postpaid"}, {"note", ""}}), Status::unprocessable),
            "invalid_input");
  EXPECT_EQ(refused(tenant_, paying({{"mode", "postpaid"}, {"note", "x"}}), Status::forbidden),
            "not_allowed");
  auto foreign = paying({{"mode", "postpaid"}, {"note", "x"}});
  foreign.target = of("accounts", site_.foreign_account, "/payment-mode");
  EXPECT_EQ(refused(manager_, foreign, Status::not_found), "not_found");
}

}  // namespace
}  // namespace e2ms::http
