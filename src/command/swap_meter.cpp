#include "e2ms/command/swap_meter.hpp"

#include <utility>

#include "alarms.hpp"
#include "baseline.hpp"
#include "e2ms/store/wallet.hpp"
#include "entering.hpp"
#include "estimates.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

using Verdict = SwapMeter::Verdict;

/// Columns of swap.meter.
struct OldMeter {
  ProjectId project;
  LineId line;
  RoomId room;
  std::string address;
  std::string model;
  std::int64_t ratio;
  std::optional<std::string> password;
  std::int64_t max_power_w;
  MeterGroupId group;
  std::optional<Energy> rolls_at;
  bool has_relay;
  Medium medium;
  std::optional<Instant> retired_at;
  std::optional<MeterId> replaced_by;
};

bool can_be(SwapMeter::Registers const& registers) {
  auto const good = [](Energy position) {
    return position >= Energy{} && position <= kLargestRegister;
  };
  bool all = good(registers.total);
  for (auto const& rate : registers.rates) all = all && (!rate || good(*rate));
  return all;
}

std::string told(std::string const& address, Energy total, Medium medium) {
  return address + " at " + to_text(total) + " " + std::string(unit_text(medium));
}

class Swap {
 public:
  Swap(store::WriteTx& tx, SwapMeter command) : tx_(tx), command_(std::move(command)) {}

  Result<SwapMeter::Outcome> run() {
    // Whose it is from then on.
    auto const meter = read_meter(tx_, command_.meter, command_.closed_at + milliseconds(1));
    auto const old = tx_.one<OldMeter>("swap.meter", in("meter", command_.meter));
    if (!meter || !old) return SwapMeter::Outcome{Verdict::unknown_meter, {}};
    if (old->retired_at) return again(*old);
    fill(*old);
    TRY(auto const near, around(tx_, command_.meter, command_.closed_at));
    TRY(auto const no, obstacle(*meter, *old, near));
    if (no) return SwapMeter::Outcome{*no, {}};
    // The last check: what it enters stays.
    TRY(auto const closed, enter_unreviewed(tx_, closing()));
    auto const verdict = verdict_of(closed.verdict, Verdict::swapped);
    if (verdict != Verdict::swapped) return SwapMeter::Outcome{verdict, {}};
    // From here on it is swapped.
    bool const off =
        tx_.one<MeterId>("swap.off_for_arrears", in("meter", command_.meter)).has_value();
    retire();
    auto const id = build_in(*meter);
    pass_hold(id);
    write_down(*old, id);
    TRY_VOID(supply(id, meter->account, off));
    tx_.announce({Announcement::Kind::archive, id.value});
    tx_.announce({Announcement::Kind::meter, command_.meter.value});
    tx_.announce({Announcement::Kind::meter, id.value});
    return SwapMeter::Outcome{Verdict::swapped, id};
  }

 private:
  SwapMeter::Outcome again(OldMeter const& old) const {
    if (!old.replaced_by || old.retired_at != command_.closed_at)
      return {Verdict::meter_retired, {}};
    auto const other = tx_.one<OldMeter>("swap.meter", in("meter", *old.replaced_by));
    auto const opened = tx_.one<Energy>("swap.opened_with", in("at", command_.closed_at),
                                        in("meter", *old.replaced_by));
    bool const same = other->line == command_.line.value_or(old.line) &&
                      other->address == command_.address && opened == command_.opening.total;
    if (!same) return {Verdict::meter_retired, {}};
    return {Verdict::already_swapped, *old.replaced_by};
  }

  void fill(OldMeter const& old) {
    if (!command_.line) command_.line = old.line;
    if (!command_.ratio) command_.ratio = old.ratio;
    if (!command_.max_power_w) command_.max_power_w = old.max_power_w;
    if (!command_.password && command_.model == old.model) command_.password = old.password;
    // A valve is moved only where the site's file said so.
    if (old.medium == Medium::water) command_.has_relay = command_.has_relay && old.has_relay;
  }

  Result<std::optional<Verdict>> obstacle(ReadMeter const& meter, OldMeter const& old,
                                          Around const& near) const {
    using No = std::optional<Verdict>;
    if (command_.note.empty()) return No{Verdict::note_missing};
    if (command_.medium != old.medium) return No{Verdict::other_medium};
    if (command_.closed_at > command_.at) return No{Verdict::in_the_future};
    if (near.after) return No{Verdict::before_last};
    bool const other = near.at && near.at->total != command_.closing.total;
    if (other || (near.at && is_estimate(tx_, command_.meter, command_.closed_at)))
      return No{Verdict::reading_exists};
    if (!can_be(command_.closing) || !can_be(command_.opening)) return No{Verdict::no_position};
    if (!rates_fit(command_.closing.total, command_.closing.rates, meter.rolls_at) ||
        !rates_fit(command_.opening.total, command_.opening.rates, command_.rolls_at))
      return No{Verdict::rates_differ};
    TRY(bool const rates, has_rates(meter, near));
    if (!rates) return No{Verdict::rates_missing};
    auto const project = tx_.one<ProjectId>("archive.line_project", in("line", command_.line));
    if (project != old.project) return No{Verdict::unknown_line};
    auto const taken = tx_.one<MeterId>("archive.meter_addressed", in("line", command_.line),
                                        in("address", command_.address));
    return taken && *taken != command_.meter ? No{Verdict::address_taken} : No{};
  }

  /// Those that price the energy before the closing, and those that price it from then on.
  Result<bool> has_rates(ReadMeter const& meter, Around const& near) const {
    if (!meter.account) return true;
    auto const since = meter.opening_at && near.before ? near.before->at : command_.closed_at;
    auto const prices = store::pricing(tx_, *meter.account, since);
    if (!prices && prices.fault().code == FaultCode::not_found) return true;
    if (!prices) return prices.fault();
    bool all = true;
    for (std::size_t i = 0; i < prices->versions.size(); ++i) {
      auto const& terms = *prices->versions[i].terms;
      bool const over = i + 1 < prices->versions.size() &&
                        prices->versions[i + 1].terms->valid_from <= command_.closed_at;
      bool const begun = terms.valid_from < command_.closed_at;
      for (auto const& [name, period] : terms.register_map) {
        auto const rate = static_cast<std::size_t>(name[1] - '1');
        all = all && (!begun || near.at || command_.closing.rates[rate]);
        all = all && (over || command_.opening.rates[rate]);
      }
    }
    return all;
  }

  EnterReading closing() const {
    return {.meter = command_.meter,
            .taken_at = command_.closed_at,
            .total = command_.closing.total,
            .rates = command_.closing.rates,
            .estimated = false,
            .note = command_.note,
            .actor = command_.actor,
            .at = command_.at};
  }

  void retire() {
    auto const meter = in("meter", command_.meter);
    tx_.run("swap.unbind", meter, in("at", command_.closed_at));
    tx_.run("swap.retire", meter, in("at", command_.closed_at));
    tx_.run("swap.forget_supply_wish", meter);
    tx_.run("swap.forget_read_wish", meter);
    tx_.run("field.forget_learnt", meter);
    for (auto const alarm : tx_.all<AlarmId>("alarm.open_of_meter", meter)) {
      tx_.run("alarm.close", in("alarm", alarm), in("at", command_.at));
      tx_.announce({Announcement::Kind::alarm, alarm.value});
    }
  }

  /// Its opening reading counts at once: a person looked.
  MeterId build_in(ReadMeter const& old) {
    auto const& [total, rates] = command_.opening;
    auto const id = tx_.insert<MeterId>(
        "swap.insert_meter", in("meter", command_.meter), in("line", command_.line),
        in("address", command_.address), in("model", command_.model), in("ratio", command_.ratio),
        in("has_relay", command_.has_relay), in("password", command_.password),
        in("max_power", command_.max_power_w), in("rolls_at", command_.rolls_at));
    tx_.run("meter.insert_ratio", in("meter", id), in("since", Instant{0}),
            in("ratio", command_.ratio), in("note", command_.note), in("actor", command_.actor),
            in("at", command_.at));
    if (old.account) tx_.run("swap.bind", in("meter", id), in("account", *old.account));
    tx_.run("correction.insert_typed", in("at", command_.closed_at), in("meter", id),
            in("total", total), in("rate1", rates[0]), in("rate2", rates[1]), in("rate3", rates[2]),
            in("rate4", rates[3]), in("rate5", rates[4]), in("source", ReadingSource::typed));
    auto const meter = read_meter(tx_, id, command_.closed_at);
    ENSURE(meter.has_value());
    set_baseline(tx_, *meter, {command_.closed_at, total, std::nullopt});
    return id;
  }

  /// A meter without a relay has none.
  void pass_hold(MeterId id) {
    if (command_.has_relay)
      tx_.run("swap.pass_hold", in("meter", command_.meter), in("to", id));
    else
      tx_.run("supply.delete_hold", in("meter", command_.meter));
  }

  void write_down(OldMeter const& old, MeterId id) {
    tx_.run("archive.insert_audit", in("at", command_.at), in("actor", command_.actor),
            in("action", std::string("meter_swapped")),
            in("subject", "meter:" + std::to_string(command_.meter.value)),
            in("before", told(old.address, command_.closing.total, old.medium)),
            in("after", "meter:" + std::to_string(id.value) + " " +
                            told(command_.address, command_.opening.total, old.medium) + ", " +
                            to_iso(command_.closed_at) + ": " + command_.note));
  }

  /// Who was cut off stays cut off: the new relay is closed until it is told otherwise.
  Result<void> supply(MeterId id, std::optional<AccountId> account, bool off) {
    ReviewCause const cause{command_.actor, command_.note, id, off};
    if (!account) {
      review_vacant_meter(tx_, id, command_.at, cause);
      return {};
    }
    TRY_VOID(review_account(tx_, *account, command_.at, cause));
    return {};
  }

  store::WriteTx& tx_;
  SwapMeter command_;  ///< with what it leaves to the old meter
};

}  // namespace

Result<SwapMeter::Outcome> execute(store::WriteTx& tx, SwapMeter const& command) {
  ENSURE(command.ratio.value_or(1) > 0);
  ENSURE(command.max_power_w.value_or(1) > 0);
  return Swap(tx, command).run();
}

}  // namespace e2ms::command
