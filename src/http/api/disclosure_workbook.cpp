#include "api/disclosure_workbook.hpp"

#include "api/share_json.hpp"
#include "api/sheet_writer.hpp"

namespace e2ms::http::api {

using query::Disclosure;
using query::DisclosureRow;
using Style = Workbook::Style;

namespace {

void write_head(SheetWriter& page, Disclosure::Sheet const& sheet) {
  auto const pair = [&page](char const* caption) -> SheetWriter& {
    return page.text(caption, Style::strong);
  };
  auto const all = sheet.sum();
  page.text("转供电电费公示表 Disclosure of re-supplied electricity", Style::title).next_row();
  pair("单位 House").text(sheet.project).next_row();
  if (!sheet.sharing.empty()) pair("公摊组 Group").text(sheet.sharing).next_row();
  pair("月份 Month").text(sheet.bill).next_row();
  page.next_row();
  pair("向电网缴纳电量 Grid kWh").energy(sheet.paid_energy()).next_row();
  pair("向电网缴纳电费 Paid to the grid ¥").money(sheet.paid()).next_row();
  pair("终端用户电量 Tenants kWh").energy(all.energy).next_row();
  pair("向终端用户收取电费 Collected ¥").money(all.collected()).next_row();
  auto const ratio = sheet.ratio();
  pair("收缴比 Collected / paid %").text(ratio ? hundredths_text(*ratio) : "—").next_row();
  pair("服务费（另列） Service fee, apart ¥").money(all.service).next_row();
  for (auto const& meter : sheet.without_grid_bill)
    pair("缺电网账单 No bill of the grid").text(meter.room + " " + meter.address).next_row();
  page.next_row();
}

void write_row(SheetWriter& page, DisclosureRow const& row, Style style) {
  page.text(row.room, style == Style::money ? Style::plain : Style::strong).text(row.tenant);
  page.energy(row.energy).money(row.electricity, style).money(row.share, style);
  page.money(row.tax, style).money(row.collected(), style).money(row.service, style).next_row();
}

}  // namespace

Result<std::string> disclosure_workbook(Disclosure::Sheet const& sheet) {
  TRY(auto book, Workbook::make());
  {
    SheetWriter page(book, "公示表");
    page.widths({30, 26, 16, 16, 16, 14, 16, 16});
    write_head(page, sheet);
    page.captions({"房间 Room", "用户 Tenant", "电量 kWh", "电费 Electricity ¥", "公摊线损 Share ¥",
                   "税 Tax ¥", "电费合计 Collected ¥", "服务费 Service ¥"});
    for (auto const& row : sheet.rows) write_row(page, row, Style::money);
    auto all = sheet.sum();
    all.room = "合计 Total";
    write_row(page, all, Style::strong_money);
  }
  {
    SheetWriter page(book, "电网账单 Grid");
    page.widths({20, 20, 16, 16, 40});
    page.captions({"位置 Place", "总表 Meter", "电量 kWh", "金额 ¥", "备注 Note"});
    for (auto const& bill : sheet.grid_bills)
      page.text(bill.room)
          .text(bill.address)
          .energy(bill.energy)
          .money(bill.amount)
          .text(bill.note)
          .next_row();
  }
  return book.bytes();
}

}  // namespace e2ms::http::api
