#include "hand_over.hpp"

#include <algorithm>

#include "accruing.hpp"
#include "alarms.hpp"
#include "billing.hpp"
#include "boundary.hpp"
#include "correcting.hpp"
#include "passed_energy.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

using Outcome = Handing::Outcome;
using Verdict = Handing::Verdict;

/// Columns of hands.bindings: a meter that the leaving account had at that instant or got later.
struct Binding {
  MeterId meter;
  std::optional<Instant> opening_at;
  std::optional<Instant> until;
  std::optional<Instant> last_at;  ///< of the meter

  bool opened_before(Instant moment) const { return opening_at && *opening_at < moment; }
};

using TenantId = Id<struct TenantTag>;

/// Columns of archive.tariff_kind.
struct TariffKind {
  ProjectId project;
  Medium medium;
};

/// Columns of hands.meters_now.
struct HeldMeter {
  MeterId meter;
  std::optional<Relay> hold;
};

class HandOver {
 public:
  HandOver(store::WriteTx& tx, HandingAccount const& leaving, Coming const& coming,
           Handing const& order, std::string_view action)
      : tx_(tx), leaving_(leaving), coming_(coming), order_(order), action_(action) {}

  Result<Outcome> run() {
    if (auto const no = obstacle()) return Outcome{.verdict = *no};
    bindings_ =
        tx_.all<Binding>("hands.bindings", in("account", leaving_.id), in("moment", order_.moment));
    for (auto const& reading : order_.readings)
      if (std::ranges::find(bindings_, reading.meter, &Binding::meter) == bindings_.end())
        return Outcome{.verdict = Verdict::unknown_meter, .meter = reading.meter};
    TRY_VOID(tx_.attempt([this] { return pass_on(); }));
    return outcome_;
  }

 private:
  std::optional<Verdict> obstacle() const {
    if (order_.note.empty()) return Verdict::note_missing;
    if (order_.moment > order_.at) return Verdict::in_the_future;
    if (order_.moment <= leaving_.opened_at) return Verdict::before_opening;
    auto const tariff = tx_.one<TariffKind>("archive.tariff_kind", in("tariff", coming_.tariff));
    if (!tariff || tariff->project != leaving_.project || tariff->medium != leaving_.medium)
      return Verdict::unknown_tariff;
    auto const valid =
        tx_.one<std::optional<Instant>>("archive.tariff_valid", in("tariff", coming_.tariff));
    bool const priced = valid && *valid && **valid <= order_.moment;
    return priced ? std::nullopt : std::optional(Verdict::tariff_without_price);
  }

  /// Whether it is to stay so.
  Result<bool> pass_on() {
    tx_.run("hands.close_account", in("account", leaving_.id), in("moment", order_.moment));
    came_ = open_account();
    TRY(bool const passed, pass_meters());
    if (!passed) return false;
    TRY_VOID(settle_leaving());
    TRY(auto const waiting, settle_last_bills(tx_, leaving_.id, order_.at));
    if (!waiting.empty()) {
      outcome_ = {.verdict = Verdict::figures_missing, .bill = waiting};
      return false;
    }
    TRY_VOID(charge_from_openings(tx_, came_));
    end_alarms();
    auto const ended = end_holds();
    write_down(ended);
    TRY_VOID(review());
    outcome_ = {.verdict = Verdict::done, .left = leaving_.id, .came = came_};
    outcome_.balance = balance(Book::wallet);
    outcome_.fees = balance(Book::fee_wallet);
    announce();
    return !order_.rehearsal;
  }

  /// A tenant of electricity and water is one person, who signs in once.
  TenantId holder_of_new() {
    auto const name = in("name", coming_.tenancy.tenant);
    if (coming_.kind == AccountKind::tenant)
      if (auto const same =
              tx_.one<TenantId>("archive.tenant_of_room", in("room", leaving_.room), name))
        return *same;
    return tx_.insert<TenantId>("archive.insert_tenant", in("project", leaving_.project), name);
  }

  AccountId open_account() {
    auto const& tenancy = coming_.tenancy;
    auto const holder = holder_of_new();
    auto const account = tx_.insert<AccountId>(
        "hands.insert_account", in("project", leaving_.project), in("tenant", holder),
        in("room", leaving_.room), in("tariff", coming_.tariff),
        in("credit_limit", tenancy.credit_limit), in("alarm1", tenancy.alarm1),
        in("alarm2", tenancy.alarm2), in("reconnect", tenancy.reconnect),
        in("pin_hash", tenancy.pin_hash), in("moment", order_.moment), in("kind", coming_.kind),
        in("medium", leaving_.medium));
    // He signs in once for all of them, by the PIN that he was given last.
    tx_.run("hands.set_pin", in("room", leaving_.room), in("tenant", holder),
            in("pin_hash", tenancy.pin_hash));
    return account;
  }

  /// Boundaries first, while the leaving account has all meters.
  Result<bool> pass_meters() {
    std::vector<Energy> totals;
    for (auto const& binding : bindings_) {
      if (!binding.opened_before(order_.moment)) continue;
      TRY(auto const boundary, boundary_of(tx_, binding.meter, {leaving_.id, came_}, order_));
      if (boundary.verdict != Verdict::done) {
        outcome_ = {.verdict = boundary.verdict, .meter = binding.meter};
        return false;
      }
      totals.push_back(boundary.total);
    }
    auto total = totals.begin();
    for (auto const& binding : bindings_)
      if (binding.opened_before(order_.moment))
        split(binding, *total++);
      else
        pass_whole(binding);
    return pass_unread();
  }

  void split(Binding const& binding, Energy total) {
    tx_.run("hands.end_binding", in("meter", binding.meter), in("account", leaving_.id),
            in("moment", order_.moment));
    tx_.run("hands.bind", in("meter", binding.meter), in("account", came_), in("at", order_.moment),
            in("total", total), in("until", binding.until));
    auto const last = binding.until ? binding.until : binding.last_at;
    note_passed(binding.meter, last && *last > order_.moment);
  }

  /// It came into the room later, or counts from a reading that is still to come.
  void pass_whole(Binding const& binding) {
    tx_.run("hands.pass_whole", in("meter", binding.meter), in("coming", came_),
            in("leaving", leaving_.id));
    note_passed(binding.meter, binding.opening_at.has_value());
  }

  /// A reading that was told of a meter that nothing was read of yet is its opening.
  Result<bool> pass_unread() {
    for (auto const& binding : bindings_) {
      bool const told = std::ranges::find(order_.readings, binding.meter,
                                          &BoundaryReading::meter) != order_.readings.end();
      if (binding.opening_at || !told) continue;
      TRY(auto const boundary, boundary_of(tx_, binding.meter, {came_, came_}, order_));
      if (boundary.verdict == Verdict::done) continue;
      outcome_ = {.verdict = boundary.verdict, .meter = binding.meter};
      return false;
    }
    return true;
  }

  /// `energy`: of what was charged to the one who leaves, some is the other's.
  void note_passed(MeterId meter, bool energy) {
    if (energy && !passed_) passed_ = meter;
  }

  Result<void> settle_leaving() {
    if (passed_)
      TRY_VOID(settle_again(
          tx_, {leaving_.id, *passed_, order_.moment, order_.note, order_.actor, order_.at}));
    TRY(auto const journal, post_running(tx_, leaving_.id, order_.at, Rest::post));
    static_cast<void>(journal);
    return {};
  }

  void end_alarms() {
    for (auto const kind : {AlarmKind::cut_off_held, AlarmKind::figures_missing})
      close_alarm(tx_, kind, {.account = leaving_.id}, order_.at);
    for (auto const& meter : tx_.all<HeldMeter>("hands.meters_now", in("account", came_)))
      close_alarm(tx_, AlarmKind::vacant_use, {.meter = meter.meter}, order_.at);
  }

  /// What a person ordered was for the one who left. Says what ended.
  std::string end_holds() {
    std::string ended;
    for (auto const& [meter, hold] : tx_.all<HeldMeter>("hands.meters_now", in("account", came_))) {
      if (!hold) continue;
      tx_.run("supply.delete_hold", in("meter", meter));
      ended += *hold == Relay::open ? ", no longer off by hand: meter:"
                                    : ", no longer kept supplied: meter:";
      ended += std::to_string(meter.value);
    }
    return ended;
  }

  void write_down(std::string const& ended) {
    auto const id = tx_.insert<Id<struct HandOverTag>>(
        "hands.insert", in("room", leaving_.room), in("leaving", leaving_.id), in("coming", came_),
        in("moment", order_.moment), in("note", order_.note), in("actor", order_.actor),
        in("at", order_.at));
    static_cast<void>(id);
    tx_.run("archive.insert_audit", in("at", order_.at), in("actor", order_.actor),
            in("action", action_), in("subject", "account:" + std::to_string(leaving_.id.value)),
            in("before", leaving_.tenant),
            in("after", "account:" + std::to_string(came_.value) + " " + coming_.tenancy.tenant +
                            " from " + to_iso(order_.moment) + ended + ": " + order_.note));
    tx_.run("hands.sign_out", in("account", leaving_.id));
  }

  /// What follows for the relays follows from this order: their trace names the person.
  Result<void> review() {
    TRY_VOID(review_account(tx_, leaving_.id, order_.at, by_rule()));
    ReviewCause cause{order_.actor, order_.note};
    cause.new_hands = true;
    TRY_VOID(review_account(tx_, came_, order_.at, cause));
    return {};
  }

  Money balance(Book book) {
    return tx_.one<Money>("due.balance", in("book", book), in("account", leaving_.id))
        .value_or(Money{});
  }

  void announce() {
    tx_.announce({Announcement::Kind::archive, came_.value});
    for (auto const& binding : bindings_)
      tx_.announce({Announcement::Kind::meter, binding.meter.value});
  }

  store::WriteTx& tx_;
  HandingAccount const& leaving_;
  Coming const& coming_;
  Handing const& order_;
  std::string_view action_;
  std::vector<Binding> bindings_;
  AccountId came_;
  std::optional<MeterId> passed_;
  Outcome outcome_{};
};

}  // namespace

Result<Outcome> hand_over(store::WriteTx& tx, HandingAccount const& leaving, Coming const& coming,
                          Handing const& order, std::string_view action) {
  return HandOver(tx, leaving, coming, order, action).run();
}

}  // namespace e2ms::command
