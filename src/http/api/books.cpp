#include "e2ms/query/books.hpp"

#include "api/handlers.hpp"
#include "api/ledger_words.hpp"
#include "api/render.hpp"
#include "api/sheet_writer.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::BookMonth;
using query::Books;
using Style = Workbook::Style;

namespace {

struct Sums {
  Money opening, debit, credit, closing;

  void add(BookMonth const& book) {
    opening += book.opening;
    debit += book.debit;
    credit += book.credit;
    closing += book.closing();
  }
};

json book_json(BookMonth const& book) {
  return {{"book", word(book.book)},
          {"opening_fen", spelled(book.opening)},
          {"debit_fen", spelled(book.debit)},
          {"credit_fen", spelled(book.credit)},
          {"closing_fen", spelled(book.closing())}};
}

json month_json(Books::Found const& found, std::string const& month) {
  Sums sums;
  auto books = json::array();
  for (auto const& book : found.books) {
    books.push_back(book_json(book));
    sums.add(book);
  }
  return {{"month", month},
          {"from", spelled(found.from)},
          {"to", spelled(found.to)},
          {"closed_until", spelled(found.closed_until)},
          {"books", std::move(books)},
          {"total",
           {{"opening_fen", spelled(sums.opening)},
            {"debit_fen", spelled(sums.debit)},
            {"credit_fen", spelled(sums.credit)},
            {"closing_fen", spelled(sums.closing)}}}};
}

std::string caption(Book book) {
  switch (book) {
    case Book::wallet:
      return "租户钱包 Tenants' wallets";
    case Book::cash:
      return "现金 Cash";
    case Book::energy_revenue:
      return "电费收入 Energy revenue";
    case Book::service_fee:
      return "服务费收入 Service fees";
    case Book::loss_share:
      return "损耗分摊收入 Loss shares";
    case Book::fee_wallet:
      return "租户费用账户 Tenants' fee wallets";
    case Book::fixed_fee:
      return "费用收入 Fee revenue";
    case Book::tax:
      return "应交税金 Tax owed";
    case Book::subsidy:
      return "补贴支出 Subsidies given";
    case Book::landlord:
      return "空置承担 Vacant rooms";
    case Book::water:
      return "水费收入 Water revenue";
    case Book::suspense:
      return "待认领款 Suspense";
    case Book::bank:
      return "银行存款 Bank";
    case Book::card:
      return "刷卡 Card";
    case Book::adjustments:
      return "人工调账 Adjustments by hand";
  }
  return std::string(word(book));
}

Result<std::string> workbook(Books::Found const& found, std::string const& month) {
  TRY(auto book, Workbook::make());
  SheetWriter page(book, "科目余额表");
  page.widths({36, 18, 18, 18, 18});
  page.text("科目余额表 Trial balance", Style::title).next_row();
  page.text("单位 House", Style::strong).text(found.project).next_row();
  page.text("月份 Month", Style::strong).text(month).next_row();
  page.text("已结账至 Closed until", Style::strong)
      .text(found.closed_until ? to_iso(*found.closed_until) : "—")
      .next_row();
  page.next_row();
  page.captions({"科目 Book", "期初（贷方为正） Opening ¥", "借方 Debit ¥", "贷方 Credit ¥",
                 "期末（贷方为正） Closing ¥"});
  Sums sums;
  for (auto const& row : found.books) {
    page.text(caption(row.book)).money(row.opening).money(row.debit).money(row.credit);
    page.money(row.closing()).next_row();
    sums.add(row);
  }
  page.text("合计 Total", Style::strong).money(sums.opening, Style::strong_money);
  page.money(sums.debit, Style::strong_money).money(sums.credit, Style::strong_money);
  page.money(sums.closing, Style::strong_money).next_row();
  return book.bytes();
}

}  // namespace

Result<Response> get_books(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const found, answer(tx, Books{call.project(), call.bill}));
  if (!found) return not_found();
  return json_response(month_json(*found, call.bill));
}

Result<Response> download_books(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const found, answer(tx, Books{call.project(), call.bill}));
  if (!found) return not_found();
  TRY(auto bytes, workbook(*found, call.bill));
  return workbook_response(std::move(bytes), "books-" + call.bill);
}

}  // namespace e2ms::http::api
