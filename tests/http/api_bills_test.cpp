#include <cmath>
#include <regex>
#include <set>

#include "api_fixture.hpp"
#include "unzip.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

/// Tiers, a service fee, rent by the day and VAT: a bill has lines of every kind.
class BillTest : public ApiTest {
 protected:
  BillTest()
      : ApiTest(R"({
          "energy": {"type": "tier", "tiers": [{"upto": "5", "price": "0.5"},
                                               {"upto": null, "price": "0.8"}]},
          "tier_cycle": {"unit": "month"},
          "surcharges": [{"code": "service", "per_kwh": "0.05"}],
          "fixed": [{"code": "rent", "per_month": "1500"}],
          "vat": "0.06"})") {}

  std::string bill_path(std::string const& month) {
    return of("accounts", site_.account, "/bills/" + month);
  }

  /// To the evening of a day of December, with new sessions.
  void go_to_december(int day) {
    site_.clock.advance(days(9 + day));
    site_.send({Method::get, "/api/v1/home"});  // lets the clock's turn happen
    manager_ = site_.sign_in("manager", "correct horse").value();
    tenant_ = site_.sign_in_room("1-101", "482913").value();
  }

  static std::int64_t sum_of(json const& rows, std::string const& field) {
    std::int64_t sum = 0;
    for (auto const& row : rows) sum += row.at(field).get<std::int64_t>();
    return sum;
  }

  static std::set<std::string> lines_of(json const& bill) {
    std::set<std::string> found;
    for (auto const& line : bill.at("lines")) {
      auto const tier = line.at("tier").is_null() ? "" : "/" + line.at("tier").dump();
      found.insert(line.at("line").get<std::string>() + tier);
    }
    return found;
  }
};

TEST_F(BillTest, AddsUpFromChargesToLinesToTheTotal) {
  auto const bill = get(bill_path("2026-11"));
  EXPECT_EQ(bill.at("state"), "open");
  EXPECT_THAT(lines_of(bill),
              ElementsAre("energy/1", "energy/2", "fixed:rent", "surcharge:service"));
  std::int64_t energy = 0, fees = 0;
  for (auto const& line : bill.at("lines")) {
    auto const amount = line.at("amount_fen").get<std::int64_t>();
    if (line.at("wallet") == "fees") fees += amount;
    EXPECT_NEAR(std::stod(line.at("exact_yuan").get<std::string>()) * 100,
                static_cast<double>(amount), 0.5);
    if (line.at("energy_wh").is_null()) continue;
    EXPECT_EQ(sum_of(line.at("charges"), "amount_fen"), amount);
    EXPECT_EQ(sum_of(line.at("charges"), "energy_wh"), line.at("energy_wh"));
    if (line.at("line") == "energy") energy += line.at("energy_wh").get<std::int64_t>();
  }
  EXPECT_EQ(energy, bill.at("energy_wh"));
  EXPECT_EQ(sum_of(bill.at("lines"), "amount_fen"), bill.at("total_fen"));
  EXPECT_EQ(fees, bill.at("fees_fen"));
  EXPECT_EQ(bill.at("electricity_fen").get<std::int64_t>() + fees, bill.at("total_fen"));
  EXPECT_EQ(sum_of(bill.at("readings"), "energy_wh"), energy);
  auto const account = get(of("accounts", site_.account));
  EXPECT_EQ(account.at("balance_fen"), 5000 - bill.at("electricity_fen").get<std::int64_t>());
  EXPECT_EQ(account.at("fees_fen"), -fees);
  EXPECT_EQ(sum_of(bill.at("lines"), "running_fen"), account.at("running_fen"));
  EXPECT_EQ(get("/api/v1/me/bills/2026-11"), bill);
}

TEST_F(BillTest, ShowsOneStretchOfTheRegisterFromTheFirstChargeToTheLast) {
  auto const bill = get(bill_path("2026-11"));
  ASSERT_EQ(bill.at("readings").size(), 1u);
  auto const& reading = bill.at("readings").at(0);
  EXPECT_EQ(reading.at("before").at("register"), "1000.05");
  EXPECT_EQ(reading.at("before").at("source"), "poll");
  EXPECT_EQ(reading.at("after").at("energy_wh").get<std::int64_t>() -
                reading.at("before").at("energy_wh").get<std::int64_t>(),
            reading.at("energy_wh"));
}

TEST_F(BillTest, SaysWhatACorrectionChangedApartFromTheRegisters) {
  auto const before = get(bill_path("2026-11"));
  site_.take_back(site_.meter, site_.clock.now() - minutes(3));
  auto const bill = get(bill_path("2026-11"));
  EXPECT_EQ(bill.at("energy_wh"), before.at("energy_wh").get<std::int64_t>() - 70);
  std::int64_t corrected = 0;
  for (auto const& one : bill.at("readings"))
    if (one.at("correction") == true) corrected += one.at("energy_wh").get<std::int64_t>();
  EXPECT_EQ(corrected, -70);
  EXPECT_EQ(sum_of(bill.at("readings"), "energy_wh"), bill.at("energy_wh"));
  EXPECT_EQ(sum_of(bill.at("lines"), "amount_fen"), bill.at("total_fen"));
  auto const newest = get(of("accounts", site_.account, "/ledger")).at("items").at(0);
  EXPECT_EQ(newest.at("kind"), "correction");
}

TEST_F(BillTest, ListsTheMonthsNewestFirstWithTheSumsOfTheirPages) {
  go_to_december(2);
  site_.settle();
  auto const list = get(of("accounts", site_.account, "/bills"));
  ASSERT_EQ(list.at("items").size(), 2u);
  EXPECT_EQ(list.at("next"), nullptr);
  EXPECT_EQ(get("/api/v1/me/bills"), list);
  EXPECT_EQ(list.at("items").at(0).at("id"), "2026-12");
  for (auto const& sums : list.at("items")) {
    auto const bill = get(bill_path(sums.at("id")));
    for (auto const& [name, value] : sums.items()) EXPECT_EQ(bill.at(name), value) << name;
  }
  auto const first = get(of("accounts", site_.account, "/bills?limit=1"));
  EXPECT_EQ(first.at("items").size(), 1u);
  EXPECT_EQ(first.at("next"), "1");
}

TEST_F(BillTest, StaysAsItWasClosedAndSaysWhatCameLater) {
  go_to_december(2);
  site_.settle();
  auto const closed = get(bill_path("2026-11"));
  EXPECT_EQ(closed.at("state"), "closed");
  EXPECT_THAT(lines_of(closed), testing::Contains("vat"));
  EXPECT_THAT(closed.at("adjustments"), IsEmpty());
  // The doubtful zero of before goes; what comes then covers the end of November.
  auto const doubt = get(of("meters", site_.meter, "/readings")).at("items").at(0);
  json const discard{
      {"taken_at", doubt.at("taken_at")}, {"decision", "discard"}, {"note", "通信干扰"}};
  site_.send(manager_,
             {Method::post, of("meters", site_.meter, "/readings/decision"), discard.dump()});
  site_.read_now(site_.meter, 1'054'321);
  EXPECT_EQ(get(bill_path("2026-11")), closed);
  site_.settle();
  auto const later = get(bill_path("2026-11"));
  for (auto const* const kept : {"lines", "readings", "energy_wh", "energy_fen", "items_fen"})
    EXPECT_EQ(later.at(kept), closed.at(kept)) << kept;
  ASSERT_GE(later.at("adjustments").size(), 1u);
  std::int64_t in_parts = 0;
  for (auto const& one : later.at("adjustments"))
    in_parts += sum_of(one.at("charges"), "amount_fen") + sum_of(one.at("items"), "amount_fen");
  EXPECT_GT(in_parts, 0);
  EXPECT_EQ(later.at("adjustments_fen"), in_parts);
  EXPECT_EQ(later.at("total_fen"), closed.at("total_fen").get<std::int64_t>() + in_parts);
}

TEST_F(BillTest, IsThereOnlyForMonthsOfTheAccount) {
  for (auto const* const month : {"2026-10", "2026-12", "1999-01"})
    EXPECT_EQ(refused(manager_, {Method::get, bill_path(month)}, Status::not_found), "not_found");
  EXPECT_EQ(refused(tenant_, {Method::get, "/api/v1/me/bills/2026-10"}, Status::not_found),
            "not_found");
}

TEST_F(BillTest, CreditsMoneyForFeesToAWalletOfItsOwn) {
  auto const before = get(of("accounts", site_.account));
  EXPECT_EQ(before.at("has_fees"), true);
  auto const& posting = route(Method::post, "/api/v1/accounts/1/top-ups");
  auto const receipt = checked(
      posting, pay("fees-key-1", R"({"amount_fen":20000,"channel":"cash","purpose":"fees"})"));
  EXPECT_EQ(receipt.at("purpose"), "fees");
  EXPECT_EQ(receipt.at("balance_before_fen"), before.at("fees_fen"));
  EXPECT_EQ(receipt.at("balance_after_fen").get<std::int64_t>(),
            before.at("fees_fen").get<std::int64_t>() + 20000);
  auto const after = get(of("accounts", site_.account));
  EXPECT_EQ(after.at("balance_fen"), before.at("balance_fen"));
  EXPECT_EQ(after.at("fees_fen"), receipt.at("balance_after_fen"));
  EXPECT_EQ(get("/api/v1/me").at("fees_fen"), after.at("fees_fen"));
  auto const other = pay("fees-key-1", R"({"amount_fen":20000,"channel":"cash"})");
  EXPECT_EQ(checked(posting, other).at("code"), "idempotency_key_reused");
  auto const wrong = pay("fees-key-2", R"({"amount_fen":1,"channel":"cash","purpose":"rent"})");
  EXPECT_EQ(checked(posting, wrong).at("problems").at(0).at("path"), "purpose");
}

TEST_F(BillTest, ShowsTheMovesOfBothWalletsInTheLedger) {
  pay("fees-key-3", R"({"amount_fen":700,"channel":"cash","purpose":"fees"})");
  auto const journals = get(of("accounts", site_.account, "/ledger")).at("items");
  auto const account = get(of("accounts", site_.account));
  EXPECT_EQ(journals.front().at("kind"), "top_up");
  EXPECT_EQ(journals.front().at("amount_fen"), 0);
  EXPECT_EQ(journals.front().at("fee_amount_fen"), 700);
  EXPECT_EQ(journals.front().at("fee_balance_after_fen"), account.at("fees_fen"));
  EXPECT_EQ(journals.front().at("balance_after_fen"), account.at("posted_fen"));
  EXPECT_EQ(sum_of(journals, "fee_amount_fen"), account.at("fees_fen"));
  EXPECT_EQ(sum_of(journals, "amount_fen"), account.at("posted_fen"));
  std::set<std::string> books;
  for (auto const& one : journals)
    if (one.at("kind") == "items")
      for (auto const& leg : one.at("legs")) books.insert(leg.at("book"));
  EXPECT_THAT(books, ElementsAre("fee_wallet", "fixed_fee"));
}

TEST_F(BillTest, LeavesFeesOutWhereNobodyAsksForAny) {
  ApiSite flat;
  auto const manager = flat.sign_in("manager", "correct horse").value();
  auto const account =
      json::parse(flat.send(manager, {Method::get, of("accounts", flat.account)}).body);
  EXPECT_EQ(account.at("has_fees"), false);
  EXPECT_EQ(account.at("fees_fen"), 0);
}

/// The numbers in a column of a sheet, from top to bottom.
std::vector<double> column(std::string const& sheet, char letter) {
  std::regex const cell(std::string("<c r=\"") + letter + "[0-9]+\"[^>]*><v>([^<]*)</v>");
  std::vector<double> numbers;
  for (std::sregex_iterator at(sheet.begin(), sheet.end(), cell), end; at != end; ++at)
    if (at->str().find("t=\"s\"") == std::string::npos) numbers.push_back(std::stod((*at)[1]));
  return numbers;
}

TEST_F(BillTest, IsAWorkbookWhoseAmountsAddUpToTheTotal) {
  auto const bill = get(bill_path("2026-11"));
  auto const& downloading = route(Method::get, bill_path("2026-11") + ".xlsx");
  auto const response = site_.send(manager_, {Method::get, bill_path("2026-11") + ".xlsx"});
  ASSERT_EQ(response.status, Status::ok);
  checked(downloading, response);
  EXPECT_THAT(std::string(response.headers.get("Content-Disposition")),
              testing::HasSubstr("bill-" + std::to_string(site_.account.value) + "-2026-11.xlsx"));
  auto const files = unzipped(response.body);
  ASSERT_TRUE(files.contains("xl/worksheets/sheet3.xml"));
  auto amounts = column(files.at("xl/worksheets/sheet1.xml"), 'I');
  ASSERT_EQ(amounts.size(), bill.at("lines").size() + 3);
  auto const total = bill.at("total_fen").get<double>() / 100;
  EXPECT_DOUBLE_EQ(amounts.back(), total);
  double sum = 0;
  for (std::size_t i = 0; i + 3 < amounts.size(); ++i) sum += amounts[i];
  EXPECT_NEAR(sum, total, 1e-6);
  double charged = 0;
  for (auto const amount : column(files.at("xl/worksheets/sheet3.xml"), 'P')) charged += amount;
  EXPECT_NEAR(charged * 100, bill.at("energy_fen").get<double>(), 1e-4);
  EXPECT_THAT(column(files.at("xl/worksheets/sheet2.xml"), 'J'),
              ElementsAre(bill.at("energy_wh").get<double>() / 1000));
  EXPECT_THAT(files.at("xl/sharedStrings.xml"), testing::HasSubstr("胡晓梅"));
  EXPECT_THAT(files.at("xl/workbook.xml"), testing::HasSubstr("\"Lines\""));
}

}  // namespace
}  // namespace e2ms::http
