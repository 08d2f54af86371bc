#include "price_case.hpp"

#include <algorithm>

#include "e2ms/document/tariff_json.hpp"
#include "e2ms/domain/allocation.hpp"
#include "e2ms/domain/power_factor.hpp"
#include "price_task.hpp"

namespace e2ms::daemon {

namespace {

using Json = nlohmann::ordered_json;

/// What went wrong first, as "place: text".
using Wrong = std::optional<std::string>;

Wrong first_of(document::FileProblems const& problems) {
  if (problems.empty()) return std::nullopt;
  auto const& first = problems.front();
  return first.place.empty() ? first.text : first.place + ": " + first.text;
}

Json or_null(std::string const& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json key_json(BillLineKey const& key) {
  return {{"code", key.code},
          {"version", or_null(key.version)},
          {"tier", key.tier == 0 ? Json(nullptr) : Json(key.tier)},
          {"period", or_null(key.period)}};
}

Json line_json(BillLine const& line) {
  Json json = key_json(line.key);
  json["qty"] = decimal_text(line.quantity);
  json["price"] = decimal_text(line.price);
  json["exact_yuan"] = decimal_text(line.exact);
  json["fen"] = line.amount.fen();
  return json;
}

std::string hundredths_text(int hundredths) {
  return e2ms::to_text(Money::fen(hundredths));
}

Json bill_json(Bill const& bill) {
  Json json{{"id", bill.id}, {"kwh", decimal_text(bill.kwh)}, {"total_fen", bill.total.fen()}};
  json["lines"] = Json::array();
  for (auto const& line : bill.lines) json["lines"].push_back(line_json(line));
  if (auto const& factor = bill.power_factor)
    json["pf"] = {{"pf", hundredths_text(factor->hundredths)},
                  {"coefficient", decimal_text(factor->coefficient)},
                  {"base", decimal_text(factor->base)}};
  return json;
}

std::string_view word(Rejection why) {
  switch (why) {
    case Rejection::same_instant:
      return "same_instant";
    case Rejection::rollback:
      return "rollback";
    case Rejection::too_much:
      break;
  }
  return "too_much";
}

/// "2026-01-19T16:00:00Z", as cases write it.
std::string short_iso(Instant at) {
  auto text = to_iso(at);
  constexpr std::string_view kNoFraction = ".000Z";
  if (text.ends_with(kNoFraction))
    text.replace(text.size() - kNoFraction.size(), kNoFraction.size(), "Z");
  return text;
}

Json rejected_json(BillingTask const& task, std::vector<RejectedReading> const& rejected) {
  Json list = Json::array();
  for (auto const& one : rejected)
    list.push_back(
        {{"m", task.meters[one.meter].id}, {"t", short_iso(one.at)}, {"reason", word(one.why)}});
  return list;
}

std::string text_of(BillingProblem const& problem) {
  return problem.place + ": " + problem.text;
}

Wrong answer_bills(document::JsonPlace& place, document::FileProblems const& problems,
                   Json& answer) {
  auto const task = read_task(place);
  place.needed("readings");
  if (auto const wrong = first_of(problems)) return wrong;
  auto const bills = bill(task);
  if (bills.problem) return text_of(*bills.problem);
  answer["bills"] = Json::array();
  for (auto const& one : bills.bills) answer["bills"].push_back(bill_json(one));
  answer["rejected"] = rejected_json(task, bills.rejected);
  return std::nullopt;
}

/// Readings that come, change and go, and what is posted after each change.
class LedgerCase {
 public:
  explicit LedgerCase(BillingTask task) : task_(std::move(task)) {}

  void read(document::JsonPlace& step) {
    for (auto& reading : read_readings(step, "add", task_.meters))
      task_.readings.push_back(reading);
    for (auto& reading : read_readings(step, "supersede", task_.meters)) {
      drop(reading.meter, reading.at);
      task_.readings.push_back(reading);
    }
    for (auto& place : step.objects("drop")) {
      auto const meter = read_meter(place, task_.meters);
      auto const at = read_instant(place, "t");
      if (meter) drop(*meter, at);
    }
    task_.as_of = read_instant(step, "settle_at");
  }

  Wrong settle(Json& answer) {
    auto const bills = bill(task_);
    if (bills.problem) return text_of(*bills.problem);
    std::map<Key, Money> target;
    for (auto const& [key, amount] : posted_) target[key] = {};
    for (auto const& one : bills.bills)
      for (auto const& line : one.lines) target[{one.id, line.key}] = line.amount;
    Json step{{"postings", Json::array()}};
    Money sum;
    for (auto const& [key, amount] : target) {
      auto const delta = amount - posted_[key];
      if (delta == Money{}) continue;
      Json posting{{"bill", key.first}};
      posting.update(key_json(key.second));
      posting["fen"] = delta.fen();
      step["postings"].push_back(std::move(posting));
      posted_[key] = amount;
      sum += delta;
    }
    balance_ += sum;
    step["posted_fen"] = sum.fen();
    step["balance_fen"] = balance_.fen();
    answer["steps"].push_back(std::move(step));
    answer["final_fen"] = balance_.fen();
    return std::nullopt;
  }

 private:
  using Key = std::pair<std::string, BillLineKey>;

  void drop(std::size_t meter, Instant at) {
    std::erase_if(task_.readings, [&](RegisterReading const& reading) {
      return reading.meter == meter && reading.at == at;
    });
  }

  BillingTask task_;
  std::map<Key, Money> posted_;
  Money balance_;
};

Wrong answer_ledger(document::JsonPlace& place, document::FileProblems const& problems,
                    Json& answer) {
  LedgerCase ledger(read_task(place));
  answer["steps"] = Json::array();
  place.needed("steps");
  for (auto& step : place.objects("steps")) {
    ledger.read(step);
    if (auto const wrong = first_of(problems)) return wrong;
    if (auto const wrong = ledger.settle(answer)) return wrong;
  }
  answer["final_fen"] = answer.value("final_fen", std::int64_t{0});
  return first_of(problems);
}

Wrong answer_power_factor(document::JsonPlace& place, document::FileProblems const& problems,
                          Json& answer) {
  auto const standard = document::standard_from_text(place.text("standard"));
  if (!standard) place.wrong("standard", "must be 0.80, 0.85 or 0.90");
  auto const kwh = read_amount(place, "kwh");
  auto const kvarh = read_amount(place, "kvarh");
  if (auto const wrong = first_of(problems)) return wrong;
  auto const hundredths = power_factor_hundredths(kwh, kvarh);
  answer["pf_hundredths"] = hundredths;
  answer["coefficient"] = decimal_text(power_factor_coefficient(*standard, hundredths));
  return std::nullopt;
}

Wrong answer_allocation(document::JsonPlace& place, document::FileProblems const& problems,
                        Json& answer) {
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  auto const total = place.integer("total_fen", {-kMost, kMost});
  std::vector<Exact> weights;
  place.needed("weights");
  for (auto const& text : place.texts("weights")) {
    auto const weight = exact_from_text(text);
    auto const at = "weights[" + std::to_string(weights.size()) + "]";
    if (!weight) place.wrong(at, text + " is no number");
    if (weight && *weight < 0) place.wrong(at, text + " is below zero");
    weights.push_back(weight.value_or(Exact(0)));
  }
  if (auto const wrong = first_of(problems)) return wrong;
  auto const shares = allocate(Money::fen(total), weights);
  if (!shares) return "weights: sum to zero";
  answer["shares_fen"] = Json::array();
  for (auto const share : *shares) answer["shares_fen"].push_back(share.fen());
  return std::nullopt;
}

Wrong answer_kind(document::JsonPlace& place, document::FileProblems const& problems,
                  Json& answer) {
  auto const kind = place.text_if("kind").value_or("bills");
  if (kind == "pf") return answer_power_factor(place, problems, answer);
  if (kind == "alloc") return answer_allocation(place, problems, answer);
  if (kind == "ledger") return answer_ledger(place, problems, answer);
  if (kind != "bills" && kind != "bill") place.wrong("kind", "must be bills, ledger, pf or alloc");
  return answer_bills(place, problems, answer);
}

}  // namespace

nlohmann::ordered_json price_case(nlohmann::json const& json) {
  document::FileProblems problems;
  document::JsonPlace place(json, "", problems);
  auto const id = place.text_if("id");
  Json answer{{"id", id ? Json(*id) : Json(nullptr)}};
  if (!id && problems.empty()) place.wrong("id", "is missing");
  auto const wrong = answer_kind(place, problems, answer);
  if (!wrong) return answer;
  return {{"id", id ? Json(*id) : Json(nullptr)}, {"error", *wrong}};
}

}  // namespace e2ms::daemon
