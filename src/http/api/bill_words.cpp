#include "api/bill_words.hpp"

#include <utility>

namespace e2ms::http::api {

namespace {

using Words = std::pair<std::string_view, std::string_view>;

constexpr Words kLines[] = {
    {"energy", "电费 Electricity"},
    {"tier_adder", "阶梯加价 Tier adder"},
    {"free_quota", "免费电量 Free energy"},
    {"free_credit", "免费电量抵扣 Free energy credit"},
    {"capacity", "基本电费（容量） Capacity"},
    {"demand", "基本电费（需量） Demand"},
    {"pf_adjust", "力调电费 Power factor"},
    {"whole_kwh", "取整 Whole kWh"},
    {"min_topup", "最低消费补足 Minimum charge"},
    {"vat", "增值税 VAT"},
    {"vat:fees", "增值税（固定费） VAT on fees"},
    {"surcharge:service", "服务费 Service fee"},
    {"surcharge:loss", "损耗分摊 Loss share"},
    {"fixed:rent", "租金 Rent"},
    {"fixed:property", "物业费 Property fee"},
};
constexpr Words kKinds[] = {{"surcharge:", "附加费 Surcharge "},
                            {"fixed:", "固定费用 Fee "},
                            {"share:loss:", "线损分摊 Share of losses, group "},
                            {"share:common:", "公共用电分摊 Share of public energy, group "},
                            {"subsidy:", "补贴 Subsidy "}};
constexpr Words kPeriods[] = {{"sharp", "尖 sharp"},
                              {"peak", "峰 peak"},
                              {"flat", "平 flat"},
                              {"valley", "谷 valley"},
                              {"deep", "深谷 deep"}};

/// Where it is water.
constexpr Words kWaterLines[] = {{"energy", "水费 Water"},
                                 {"free_quota", "免费水量 Free water"},
                                 {"free_credit", "免费水量抵扣 Free water credit"},
                                 {"surcharge:sewage", "污水处理费 Sewage"},
                                 {"surcharge:resource", "水资源费 Water resource fee"}};

}  // namespace

std::string line_words(std::string_view code, Medium medium) {
  if (medium == Medium::water)
    for (auto const& [known, words] : kWaterLines)
      if (code == known) return std::string(words);
  for (auto const& [known, words] : kLines)
    if (code == known) return std::string(words);
  for (auto const& [start, words] : kKinds)
    if (code.starts_with(start)) return std::string(words) + std::string(code.substr(start.size()));
  return std::string(code);
}

std::string period_words(std::string_view period) {
  for (auto const& [known, words] : kPeriods)
    if (period == known) return std::string(words);
  return std::string(period);
}

std::string wallet_words(bool fees, Medium medium) {
  if (fees) return "费用 fees";
  return medium == Medium::water ? "水费 water" : "电费 electricity";
}

std::string source_words(bool computed, ReadingSource source) {
  if (computed) return "推算 interpolated";
  switch (source) {
    case ReadingSource::poll:
      return "采集 read";
    case ReadingSource::typed:
      return "人工录入 typed in";
    case ReadingSource::estimated:
      return "估抄 estimated";
  }
  return "";
}

}  // namespace e2ms::http::api
