#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/domain/settlement.hpp"
#include "e2ms/domain/wallet.hpp"

namespace e2ms {

/// An account that is settled in memory by the domain's own arithmetic, in the steps of the
/// commands: what follows the last reading is entered, anything else is settled again from the
/// beginning and the differences posted.
class MemoryAccount {
 public:
  /// `prices` outlives the account.
  explicit MemoryAccount(Pricing const& prices) : prices_(prices) {}

  void open(std::size_t meter, std::int64_t ratio, Instant at, std::int64_t wh);
  /// Typed in, or replaced when one stands there; false when it is there already.
  bool enter(std::size_t meter, Instant at, std::int64_t wh);
  bool take_back(std::size_t meter, Instant at);
  /// Whether anything was posted.
  bool settle();

  /// Posted fen, and Wh posted and running, of the lines that have any.
  struct Total {
    std::int64_t fen = 0;
    std::int64_t wh = 0;
    friend bool operator==(Total const&, Total const&) = default;
  };
  std::map<LineKey, Total> totals() const;
  int postings() const { return postings_; }

 private:
  /// Wh of the tiers and of free energy, and where pieces go.
  struct Book : EnergyBook {
    Energy counted(Instant cycle) override { return cycles[cycle]; }
    void count_again(Instant) override {}
    void count(Instant cycle, std::string const&, Energy energy) override {
      cycles[cycle] += energy;
    }
    Energy free_used(std::string const& bill) override { return free[bill]; }
    void put(Piece const& piece) override;

    std::map<Instant, Energy> cycles;
    std::map<std::string, Energy> free;
    std::map<LineKey, std::vector<Accrual>> pieces;
    std::size_t meter = 0;
    std::int64_t ratio = 1;
  };
  struct Meter {
    std::int64_t ratio;
    std::map<Instant, std::int64_t> readings;
  };

  void settle_again();
  void add(Book& book, std::size_t meter, Instant from, Instant to) const;

  Pricing const& prices_;
  std::map<std::size_t, Meter> meters_;
  Book book_;  ///< its pieces are those that are not posted
  std::map<LineKey, LineTotal> posted_;
  int postings_ = 0;
};

}  // namespace e2ms
