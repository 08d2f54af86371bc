#include "api/dry_run_workbook.hpp"

#include "api/sheet_writer.hpp"
#include "e2ms/domain/exact.hpp"

namespace e2ms::http::api {

using query::DryRun;
using Style = Workbook::Style;

namespace {

char const* words(DryRun::Obstacle obstacle) {
  switch (obstacle) {
    case DryRun::Obstacle::not_open:
      return "当月尚未开户 opened later";
    case DryRun::Obstacle::no_price:
      return "当月没有有效电价 no price then";
    case DryRun::Obstacle::readings:
      return "读数无法结算 readings cannot be settled";
    case DryRun::Obstacle::opening:
      return "开户读数不符 opening reading differs";
    case DryRun::Obstacle::figures:
      return "当月指标未录入 figures not entered";
    case DryRun::Obstacle::too_large:
      break;
  }
  return "金额超出范围 amount too large";
}

struct Sums {
  std::int64_t compared = 0;
  Money before;
  Money after;
};

Sums sums_of(DryRun::Answer const& rows) {
  Sums sums;
  for (auto const& row : rows) {
    if (row.obstacle) continue;
    ++sums.compared;
    sums.before += row.before;
    sums.after += row.after;
  }
  return sums;
}

/// In percent of what it was, with two decimals; an empty cell when that was nothing.
void write_percent(SheetWriter& sheet, Money before, Money after) {
  if (before <= Money{}) {
    sheet.skip();
    return;
  }
  auto const hundredths = rounded(Exact((after - before).fen(), 1) * 10'000 / before.fen());
  sheet.decimal(decimal_text(Exact(hundredths, 100)));
}

void write_head(SheetWriter& sheet, DryRunTitle const& title, DryRun::Answer const& rows) {
  auto const sums = sums_of(rows);
  sheet.text(title.project + " · 试算 Dry run · " + title.tariff, Style::title).next_row();
  sheet.text("月份 Month", Style::strong).text(title.month).next_row();
  sheet.text("试算户数 Compared", Style::strong).number(sums.compared).next_row();
  auto const skipped = static_cast<std::int64_t>(rows.size()) - sums.compared;
  sheet.text("无法试算 Not compared", Style::strong).number(skipped).next_row();
  sheet.text("原合计 Before ¥", Style::strong).money(sums.before).next_row();
  sheet.text("新合计 After ¥", Style::strong).money(sums.after).next_row();
  sheet.text("差额 Difference ¥", Style::strong).money(sums.after - sums.before).next_row();
  sheet.next_row();
}

void write_row(SheetWriter& sheet, DryRun::Row const& row) {
  sheet.text(row.room).text(row.tenant).number(row.account.value);
  if (row.obstacle) {
    sheet.skip(5).text(words(*row.obstacle)).next_row();
    return;
  }
  sheet.energy(row.used).money(row.before).money(row.after).money(row.after - row.before);
  write_percent(sheet, row.before, row.after);
  sheet.next_row();
}

}  // namespace

Result<std::string> dry_run_workbook(DryRunTitle const& title, DryRun::Answer const& rows) {
  TRY(auto book, Workbook::make());
  SheetWriter sheet(book, "Dry run");
  sheet.widths({22, 18, 14, 16, 14, 14, 16, 14, 36});
  write_head(sheet, title, rows);
  auto const* const used = title.medium == Medium::water ? "水量 Volume m³" : "电量 Energy kWh";
  sheet.captions({"房间 Room", "租户 Tenant", "户号 Account", used, "原价 Before ¥", "新价 After ¥",
                  "差额 Difference ¥", "差额 Difference %", "说明 Remark"});
  for (auto const& row : rows) write_row(sheet, row);
  return book.bytes();
}

}  // namespace e2ms::http::api
