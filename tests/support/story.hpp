#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "e2ms/command/change_hands.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/reading.hpp"
#include "support/house.hpp"

namespace e2ms::test {

/// Tells a story in the trade's words to a house, line by line, and checks what stands behind
/// `->`. A line begins with a step; lines with # are remarks. Money in fen, energy in Wh.
///
///   room hu [meters N] [max W] [ratio N] [digits N] [norelay]   a room with meters and nobody in
///   it meter hu [as above]      one more meter in that room open hu [credit N] [alarm1 N] [alarm2
///   N] [reconnect N]   its account (the room if missing) use hu N [after M]       reading N Wh
///   higher, M minutes later (10) read hu N [after M]      reading of N Wh, M minutes later (1);
///   `hu/2` is the second meter glimpse hu N [after M]   the same, once; a meter's first `use` or
///   `read` is told twice, a
///                            second apart, because only a second one can be accepted
///   again hu                 the last accepted reading of that meter once more
///   decide hu accept|rebase|discard [ago N] [digits N] [wordless]   a person, about its newest
///                            reading or the Nth before it
///   enter hu N ago M [estimated]   a person types a reading of M minutes ago
///   void hu ago M            a person takes back the reading of M minutes ago
///   figures hu 2026-11 [demand mW] [active Wh] [reactive varh]   what the grid's meter says of a
///                            month
///   swap hu N to N [ago M] [addr A] [ratio N] [max W] [digits N] [norelay]   another meter stands
///                            in its place since: closing of the one (+N: behind its last
///                            reading), opening of the other; `other`: one of electricity
///   old hu ...               the step about the last meter that was swapped away
///   leave hu [ago M] [showing N …] [rehearsed]   its tenant moves out; what its meters showed
///                            then (+N: behind the last reading, -: read already)
///   transfer hu NAME [ago M] [showing N …] [credit N] …   another tenant takes it over
///   movein hu NAME [as above]   somebody comes into the vacant room
///   left hu ...              the step, or a look, about the account that was closed last
///   water STEP hu ...        the step about the room's water: its meters, its account; litres
///   ratio hu N [ago M] [total N]   a person says that the ratio is N since
///   pay hu N ref R [fees] [by bank]   cash, or a transfer
///   reverse R
///   refund hu N ref R [fees] [by bank|card]   paid back at the desk
///   unrefund R
///   adjust hu N [key K] [fees]   a person puts the balance right by N fen
///   receive N ref R [from P] [by cash]   a transfer, for nobody we know
///   assign R to hu [fees] [key K] / return R [wordless] [key K]   whose it was; or back to where
///   it came from grant hu N yuan|kwh [each P] [from MONTH] [to MONTH] [key K]   a subsidy of fen
///   or Wh a month,
///                            from this month; of each of P persons
///   end hu K from MONTH      ends the grant of that key
///   mode hu prepaid|postpaid [days N]   how it pays from now on
///   hold hu off|on|auto
///   obey hu                  the keeper carries the wish out and reads the relay back
///   seen hu open|closed      the relay was read back
///   moved hu open|closed     somebody moved the relay; nobody has seen it yet
///   settle                   all accounts
///   share G from 2026-11 main R [public R] rooms R:AREA R … by energy|area|equal [price P] [cap N]
///                            [only loss|common] [automatic]   a sharing group's rule; without a
///                            price (e8) what the grid asks, area in hundredths of m²
///   grid R 2026-11 WH FEN [note N]   the grid's bill of that room's meter
///   divide G 2026-11         that group's month
///   price P from ISO         e8 yuan/kWh
///   terms ISO                the house's terms once more, as a version from then on
///   at ISO / wait M          the clock (UTC) / minutes pass
///   look hu                  only looks
///   audit                    -> clean, or the first finding
///
/// Behind `->`, which may stand on lines of its own, separated by commas: the outcome's name, or
/// one of: available balance running level supply wish messages alarms decision decider decisions
/// journals posted charged bill total nobodys, missing, rest (of the newest month divided), `line
/// CODE/TIER/PERIOD`, `item CODE`, fees, adjusted, closed, subsidised, `used K` (of the grant of
/// that key this month), landlord (what it bears), holder, fed (Wh of the account), overdue,
/// `unpaid MONTH`, `due MONTH`, told, today, per_day, `book N` (what that book stands at).
class Story {
 public:
  Story() : Story(House::Rules{}) {}
  explicit Story(House::Rules const& rules);

  void tell(std::string_view text);

  House& house() { return house_; }
  /// What the audit finds.
  std::vector<std::string> findings();

 private:
  using Words = std::vector<std::string>;
  struct Meter {
    MeterId id;
    Instant last_at{};
    std::int64_t total = 0;
    std::vector<std::pair<Instant, std::int64_t>> told{};  ///< all readings, accepted or not
    std::optional<Relay> relay;
    std::string address{};
  };
  struct Room {
    RoomId id;
    std::vector<Meter> meters;
    std::vector<Meter> gone{};
    AccountId account{0};
    std::vector<AccountId> left{};
  };

  void step(Words const& words);
  bool step_on_meter(Words const& words);
  void expect(std::string const& line, std::string_view expectations);
  std::optional<std::string> look(Words const& words);
  std::optional<std::string> look_at_dues(Words const& words);
  std::optional<std::string> look_at_rows(std::string const& what);

  Room& room(std::string const& name);
  Meter& meter();
  AccountId account();
  Medium medium() const { return subject_is_water_ ? Medium::water : Medium::electricity; }
  void add_room(Words const& words);
  void add_meter(Words const& words);
  void open(Words const& words);
  void read(std::int64_t total, Instant at);
  void read_once(std::int64_t total, Instant at);
  void decide(Words const& words);
  void enter(Words const& words);
  void take_back(Words const& words);
  void enter_figures(Words const& words);
  void swap(Words const& words);
  void change_ratio(Words const& words);
  bool step_on_hands(Words const& words);
  command::Handing handing_of(Words const& words);
  void hand_over(auto const& order);
  void pay(Words const& words);
  void reverse(std::string const& reference);
  bool step_at_desk(Words const& words);
  void refund(Words const& words);
  void take_refund_back(std::string const& reference);
  void adjust(Words const& words);
  void receive(Words const& words);
  void assign(Words const& words);
  void send_back(Words const& words);
  void grant(Words const& words);
  void end(Words const& words);
  void set_mode(Words const& words);
  void hold(std::string const& wanted);
  void obey();
  void confirm(Relay relay);
  void settle();
  void publish(std::string const& terms, std::string const& from);
  bool step_on_share(Words const& words);
  void set_share_rule(Words const& words);
  void enter_grid_bill(Words const& words);
  void divide_month(Words const& words);
  void divide_automatic_months();
  void pass(std::int64_t minutes_on) { now_ = now_ + minutes(minutes_on); }

  House house_;
  std::string terms_;
  Instant now_;
  std::map<std::string, Room> rooms_;  ///< "hu", and "hu's water" of the same room
  std::map<std::string, TopUpId> top_ups_;
  std::map<std::string, PayOutId> pay_outs_;
  std::map<std::string, UnassignedId> unassigned_;
  std::map<std::string, std::int64_t> sharings_;
  std::string missing_;
  std::map<std::string, SubsidyId> grants_;
  std::string subject_;
  std::size_t subject_meter_ = 0;
  bool subject_gone_ = false;
  bool subject_left_ = false;
  bool subject_is_water_ = false;
  std::string outcome_;
  std::int64_t last_message_ = 0;
  std::int64_t posted_ = 0;
};

/// A whole story; afterwards the audit must be clean.
void expect_story(std::string_view text, House::Rules const& rules = {});

}  // namespace e2ms::test
