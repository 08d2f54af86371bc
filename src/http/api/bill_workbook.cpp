#include "api/bill_workbook.hpp"

#include <algorithm>

#include "api/bill_json.hpp"
#include "api/bill_words.hpp"
#include "api/charge_json.hpp"
#include "api/figures_json.hpp"
#include "api/render.hpp"
#include "api/sheet_writer.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/exact.hpp"

namespace e2ms::http::api {

using query::BillItemLine;
using query::BillOf;
using query::Charge;
using Style = Workbook::Style;

namespace {

/// Fills the sheets of one bill.
class BillBook {
 public:
  BillBook(Call const& call, BillOf::Page const& page, Zone zone, Workbook book)
      : call_(call), page_(page), zone_(std::move(zone)), book_(std::move(book)) {}

  Result<std::string> fill() {
    write_lines();
    write_readings();
    write_charges();
    if (!page_.shares.empty()) write_shares();
    return book_.bytes();
  }

 private:
  Medium medium() const { return page_.account.medium; }
  bool water() const { return medium() == Medium::water; }
  char const* from_words() const { return water() ? "起码 Register m³" : "起码 Register kWh"; }
  char const* to_words() const { return water() ? "止码 Register m³" : "止码 Register kWh"; }
  char const* used_words() const { return water() ? "水量 Volume m³" : "电量 Energy kWh"; }

  std::string local(Instant at) const {
    auto text = to_text(zone_.local(at));
    text[10] = ' ';
    return text;
  }

  void write_head(SheetWriter& sheet) {
    auto const& about = page_.account;
    auto const pair = [&sheet](char const* caption, std::string const& text) {
      sheet.text(caption, Style::strong).text(text).next_row();
    };
    sheet.text(about.project + " · 账单 Bill " + page_.sums.id, Style::title).next_row();
    pair("租户 Tenant", about.tenant);
    pair("房间 Room", (about.building ? *about.building + " " : "") + about.room);
    pair("从 From", local(page_.sums.from));
    pair("至 To", local(page_.sums.to));
    pair("状态 State", page_.sums.closed_at ? "已结账 closed " + local(*page_.sums.closed_at)
                                            : "未结账 open, " + local(call_.now));
    if (!page_.figures.empty()) pair("月度指标 Figures", figures_words(page_.figures.front()));
    sheet.next_row();
  }

  void write_lines() {
    SheetWriter sheet(book_, "Lines");
    sheet.widths({30, 8, 10, 14, 22, 14, 12, 16, 14});
    write_head(sheet);
    sheet.captions({"项目 Line", "档 Tier", "时段 Period", "钱包 Wallet", "电价 Tariff",
                    "数量 Quantity", "单价 Price", "精确金额 Exact ¥", "金额 Amount ¥"});
    for (auto const& line : page_.energy) {
      sheet.text(line_words(line.code, medium()));
      write_place(sheet, line.tier, line.period);
      sheet.text(wallet_words(false, medium())).text(line.tariff).energy(line.energy);
      sheet.decimal(decimal_text(Exact(line.price.e8, 100'000'000)));
      sheet.decimal(exact_yuan(line)).money(line.amount).next_row();
    }
    for (auto const& item : page_.items) write_item(sheet, item, "");
    for (auto const& one : page_.adjustments) {
      sheet.text("调整 Adjustment #" + std::to_string(one.number) + " " + local(one.at));
      sheet.skip(7).money(one.amount).next_row();
    }
    sheet.next_row();
    write_sum(sheet, water() ? "水费账户 Water" : "电费账户 Electricity",
              page_.sums.total() - page_.fees());
    write_sum(sheet, "费用账户 Fees", page_.fees());
    write_sum(sheet, "合计 Total", page_.sums.total());
  }

  void write_place(SheetWriter& sheet, std::int64_t tier, std::string const& period) {
    if (tier > 0)
      sheet.number(tier);
    else
      sheet.skip();
    if (period.empty())
      sheet.skip();
    else
      sheet.text(period_words(period));
  }

  void write_item(SheetWriter& sheet, BillItemLine const& item, std::string const& before) {
    sheet.text(before + line_words(item.code, medium()))
        .skip(2)
        .text(wallet_words(is_fee(item.code), medium()));
    sheet.text(item.tariff.value_or("")).decimal(item.quantity).decimal(item.price);
    sheet.decimal(item.exact_yuan).money(item.amount).next_row();
  }

  void write_sum(SheetWriter& sheet, char const* caption, Money sum) {
    sheet.text(caption, Style::strong).skip(7).money(sum, Style::strong_money).next_row();
  }

  void write_readings() {
    SheetWriter sheet(book_, "Readings");
    sheet.widths({16, 10, 20, 14, 18, 20, 14, 18, 8, 14});
    sheet.captions({"表 Meter", "寄存器 Register", "起 From", from_words(), "来源 Source", "止 To",
                    to_words(), "来源 Source", "倍率 Ratio", used_words()});
    for (auto const& one : page_.readings) {
      sheet.text(one.address);
      sheet.text(one.correction ? "更正 correction" : register_name(one.reg));
      write_point(sheet, one.from, one.from_source);
      write_point(sheet, one.to, one.to_source);
      sheet.number(one.ratio).energy(one.energy).next_row();
    }
  }

  void write_point(SheetWriter& sheet, RegisterPoint const& point,
                   ReadingSource source = ReadingSource::poll) {
    sheet.text(local(point.at)).energy(point.total).text(source_words(point.computed, source));
  }

  void write_charges() {
    SheetWriter sheet(book_, "Charges");
    sheet.widths({12, 26, 8, 10, 16, 10, 20, 14, 18, 20, 14, 18, 8, 14, 12, 12, 14});
    sheet.captions({"编号 Number", "项目 Line", "档 Tier", "时段 Period", "表 Meter",
                    "寄存器 Register", "起 From", from_words(), "来源 Source", "止 To", to_words(),
                    "来源 Source", "倍率 Ratio", used_words(), "单价 Price", "金额 Amount ¥",
                    "调整 Adjustment"});
    for (auto const& line : page_.energy)
      for (auto const& charge : line.charges) write_charge(sheet, charge, {});
    for (auto const& one : page_.adjustments)
      for (auto const& charge : one.charges) write_charge(sheet, charge, one.number);
  }

  void write_charge(SheetWriter& sheet, Charge const& charge,
                    std::optional<std::int64_t> adjustment) {
    if (charge.id)
      sheet.number(charge.id->value);
    else
      sheet.text("未入账 running");
    sheet.text(line_words(charge.code, medium()));
    write_place(sheet, charge.tier, charge.period);
    sheet.text(charge.address).text(register_name(static_cast<RegisterIndex>(charge.reg)));
    write_point(sheet, {charge.from_at, charge.from_total, charge.from_computed});
    write_point(sheet, {charge.to_at, charge.to_total, charge.to_computed});
    sheet.number(charge.ratio).energy(charge.energy);
    sheet.decimal(decimal_text(Exact(charge.price.e8, 100'000'000))).money(charge.amount);
    if (adjustment) sheet.number(*adjustment);
    sheet.next_row();
  }

  void write_shares() {
    SheetWriter sheet(book_, "Shares");
    sheet.widths({20, 24, 14, 14, 14, 14, 16, 16, 16, 14, 14});
    sheet.captions({"公摊组 Group", "项目 What", "总表 Main kWh", "分表合计 Subs kWh",
                    "分摊电量 Divided kWh", "单价 Price", "分摊总额 Total ¥", "权重 Weight",
                    "权重合计 All weights", "应摊 Share ¥", "实收 Charged ¥"});
    for (auto const& share : page_.shares) {
      auto const& part = share.shares.parties.at(share.party);
      write_share(sheet, share, "线损 Losses", std::max(share.shares.loss, Energy{}),
                  share.shares.loss_amount, part.loss);
      write_share(sheet, share, "公共用电 Public energy", share.inputs.common,
                  share.shares.common_amount, part.common);
    }
  }

  void write_share(SheetWriter& sheet, query::BillShare const& share, char const* what,
                   Energy divided, Money total, SharePart const& part) {
    auto const& weight = share.shares.parties.at(share.party).weight;
    sheet.text(share.name).text(what).energy(share.inputs.main).energy(share.inputs.subs);
    sheet.energy(divided).decimal(decimal_text(share.shares.price)).money(total);
    sheet.number(weight).number(share.shares.weight).money(part.share).money(part.charged);
    sheet.next_row();
  }

  Call const& call_;
  BillOf::Page const& page_;
  Zone zone_;
  Workbook book_;
};

}  // namespace

Result<std::string> bill_workbook(Call const& call, BillOf::Page const& page) {
  TRY(auto zone, Zone::named(page.account.time_zone));
  TRY(auto book, Workbook::make());
  return BillBook(call, page, std::move(zone), std::move(book)).fill();
}

}  // namespace e2ms::http::api
