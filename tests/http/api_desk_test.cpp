#include "api_fixture.hpp"
#include "unzip.hpp"

// Money at the desk beside top-ups, and the books.

namespace e2ms::http {
namespace {

using nlohmann::json;

class ApiDeskTest : public ApiTest {
 protected:
  /// A keyed order, as the document says it is answered.
  json order(std::string const& target, std::string const& pattern, std::string const& body,
             std::string const& key) {
    auto const response =
        site_.send(manager_, {Method::post, target, body, {{"Idempotency-Key", key}}});
    last_ = response.status;
    return checked(route(Method::post, pattern), response);
  }
  /// Each with a key of its own, where the route wants one.
  json post(std::string const& target, std::string const& pattern, std::string const& body) {
    return order(target, pattern, body, "key-number-" + std::to_string(++keys_));
  }
  json pay_out(std::string const& body, std::string const& key) {
    return order(of("accounts", site_.account, "/pay-outs"), "/api/v1/accounts/1/pay-outs", body,
                 key);
  }
  std::int64_t book(json const& books, std::string const& name) {
    for (auto const& one : books.at("books"))
      if (one.at("book") == name) return one.at("closing_fen");
    return 0;
  }

  Status last_{};
  int keys_ = 0;
};

TEST_F(ApiDeskTest, PaysOutOnceAndTakesItBackOnce) {
  pay("key-number-1", R"({"amount_fen":700,"channel":"bank_transfer","purpose":"fees"})");
  std::string const body = R"({"amount_fen":500,"channel":"card","purpose":"fees","note":"退款"})";
  auto const first = pay_out(body, "pay-out-1");
  EXPECT_EQ(last_, Status::created);
  EXPECT_EQ(first.at("balance_before_fen"), 700);
  EXPECT_EQ(first.at("balance_after_fen"), 200);
  EXPECT_EQ(pay_out(body, "pay-out-1"), first);
  EXPECT_EQ(last_, Status::ok);
  EXPECT_EQ(
      pay_out(R"({"amount_fen":201,"channel":"cash","purpose":"fees","note":"x"})", "pay-out-2")
          .at("code"),
      "more_than_there_is");
  EXPECT_EQ(
      pay_out(R"({"amount_fen":200,"channel":"cash","purpose":"fees","note":""})", "pay-out-2")
          .at("code"),
      "invalid_input");
  auto const list = get(of("accounts", site_.account, "/pay-outs"));
  EXPECT_EQ(list.at("items").size(), 1);
  auto const id = PayOutId{first.at("id")};
  auto const reversed = post(of("pay-outs", id, "/reversal"), "/api/v1/pay-outs/1/reversal",
                             R"({"reason":"房号输错"})");
  EXPECT_EQ(reversed.at("reversal").at("reason"), "房号输错");
  post(of("pay-outs", id, "/reversal"), "/api/v1/pay-outs/1/reversal", R"({"reason":"x"})");
  EXPECT_EQ(last_, Status::conflict);
  EXPECT_EQ(get(of("pay-outs", id)), reversed);
  auto const ledger = get(of("accounts", site_.account, "/ledger"));
  EXPECT_EQ(ledger.at("items").at(0).at("kind"), "pay_out_reversal");
  EXPECT_EQ(ledger.at("items").at(1).at("kind"), "pay_out");
  EXPECT_EQ(ledger.at("items").at(0).at("pay_out_id"), first.at("id"));
  EXPECT_EQ(ledger.at("items").at(1).at("pay_out_id"), first.at("id"));
}

TEST_F(ApiDeskTest, PutsABalanceRightByHand) {
  auto const target = of("accounts", site_.account, "/adjustments");
  auto const pattern = "/api/v1/accounts/1/adjustments";
  auto const before = get(of("accounts", site_.account, "/ledger")).at("items").at(0);
  auto const done = order(target, pattern, R"({"amount_fen":-300,"note":"工本费"})", "by-hand-1");
  EXPECT_EQ(last_, Status::created);
  EXPECT_EQ(order(target, pattern, R"({"amount_fen":-300,"note":"工本费"})", "by-hand-1"), done);
  order(target, pattern, R"({"amount_fen":300,"note":"工本费"})", "by-hand-1");
  EXPECT_EQ(last_, Status::conflict);
  order(target, pattern, R"({"amount_fen":0,"note":"x"})", "by-hand-2");
  EXPECT_EQ(last_, Status::unprocessable);
  auto const newest = get(of("accounts", site_.account, "/ledger")).at("items").at(0);
  EXPECT_EQ(newest.at("kind"), "by_hand");
  EXPECT_EQ(newest.at("amount_fen"), -300);
  EXPECT_EQ(newest.at("note"), "工本费");
  EXPECT_NE(newest.at("id"), before.at("id"));
}

TEST_F(ApiDeskTest, KeepsMoneyOfNobodyUntilItsOwnerIsFound) {
  std::string const body = R"({"amount_fen":8000,"channel":"bank_transfer","payer":"李强"})";
  auto const received = order("/api/v1/unassigned", "/api/v1/unassigned", body, "statement-1");
  EXPECT_EQ(last_, Status::created);
  EXPECT_EQ(order("/api/v1/unassigned", "/api/v1/unassigned", body, "statement-1"), received);
  EXPECT_EQ(get("/api/v1/unassigned?waiting=true").at("items").size(), 1);
  auto const id = UnassignedId{received.at("id")};
  auto const assign = of("unassigned", id, "/assignment");
  auto const pattern = "/api/v1/unassigned/1/assignment";
  post(assign, pattern, R"({"account_id":9999})");
  EXPECT_EQ(last_, Status::unprocessable);
  post(assign, pattern, R"({"account_id":)" + std::to_string(site_.foreign_account.value) + "}");
  EXPECT_EQ(last_, Status::unprocessable);
  auto const mine = R"({"account_id":)" + std::to_string(site_.account.value) + "}";
  auto const assigned = post(assign, pattern, mine);
  EXPECT_EQ(assigned.at("end").at("how"), "assigned");
  EXPECT_EQ(get("/api/v1/unassigned?waiting=true").at("items").size(), 0);
  EXPECT_EQ(get("/api/v1/unassigned").at("items").at(0), assigned);
  auto const receipt = get(of("top-ups", TopUpId{assigned.at("end").at("top_up_id")}));
  EXPECT_EQ(receipt.at("channel"), "bank_transfer");
  EXPECT_EQ(receipt.at("amount_fen"), 8000);
  post(of("unassigned", id, "/return"), "/api/v1/unassigned/1/return", R"({"note":"x"})");
  EXPECT_EQ(last_, Status::conflict);
}

TEST_F(ApiDeskTest, BalancesTheBooksOfAMonth) {
  order("/api/v1/unassigned", "/api/v1/unassigned",
        R"({"amount_fen":8000,"channel":"bank_transfer"})", "statement-1");
  auto const books = get("/api/v1/books/2026-11");
  EXPECT_EQ(books.at("total").at("opening_fen"), 0);
  EXPECT_EQ(books.at("total").at("closing_fen"), 0);
  EXPECT_EQ(books.at("total").at("debit_fen"), books.at("total").at("credit_fen"));
  EXPECT_EQ(book(books, "suspense"), 8000);
  EXPECT_EQ(book(books, "bank"), -8000);
  EXPECT_EQ(get("/api/v1/books/2020-01").at("books"), json::array());
  auto const file = site_.send(manager_, {Method::get, "/api/v1/books/2026-11.xlsx"});
  EXPECT_EQ(file.status, Status::ok);
  auto const sheets = unzipped(file.body);
  EXPECT_NE(sheets.at("xl/sharedStrings.xml").find("待认领款"), std::string::npos);
}

TEST_F(ApiDeskTest, ShowsNothingOfOtherHouses) {
  order("/api/v1/unassigned", "/api/v1/unassigned", R"({"amount_fen":8000,"channel":"cash"})",
        "statement-1");
  auto const paid = pay_out(R"({"amount_fen":1,"channel":"cash","note":"x"})", "pay-out-1");
  auto const stranger = site_.sign_in("stranger", "stranger's secret").value();
  EXPECT_EQ(
      refused(stranger, {Method::get, of("pay-outs", PayOutId{paid.at("id")})}, Status::not_found),
      "not_found");
  Ask const assigning{Method::post,
                      "/api/v1/unassigned/1/assignment",
                      R"({"account_id":1})",
                      {{"Idempotency-Key", "foreign-1"}}};
  EXPECT_EQ(refused(stranger, assigning, Status::not_found), "not_found");
  EXPECT_EQ(refused(manager_, {Method::get, of("accounts", site_.foreign_account, "/pay-outs")},
                    Status::not_found),
            "not_found");
}

}  // namespace
}  // namespace e2ms::http
