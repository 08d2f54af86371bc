#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "e2ms/store/store.hpp"

namespace e2ms::store {

/// Limits of the queues in front of the database.
struct Limits {
  std::size_t waiting_commands = 10'000;  ///< beyond: queue_full
  std::size_t waiting_questions = 1'000;
  std::size_t commands_per_commit = 1'000;
  Duration gather = milliseconds(25);  ///< how long readings wait for each other
  std::size_t readers = 2;             ///< threads
};

/// Opens an existing database (file when it is missing; see create), brings its schema up to
/// date and starts the writer and the readers. Destroying the store drains the writer,
/// checkpoints and closes.
Result<std::unique_ptr<Store>> open(std::string const& path, Limits const& limits);

/// Makes a new, empty database file; a fault when the file exists.
Result<void> create(std::string const& path);

/// The inline twin for tests and simulation: one session, everything runs at once on the calling
/// thread. `path` may be ":memory:". The schema is created when missing.
std::unique_ptr<Store> open_inline(std::string const& path);

/// Runs one command or question directly on an inline store, for tests and tools.
class Direct {
 public:
  explicit Direct(std::string const& path);
  ~Direct();

  template <class C>
  Result<typename C::Outcome> submit(C const& command) {
    std::optional<Result<typename C::Outcome>> outcome;
    write([&](WriteTx& tx) {
      outcome.emplace(execute(tx, command));
      return outcome->has_value();
    });
    return *std::move(outcome);
  }
  template <class Q>
  Result<typename Q::Answer> ask(Q const& question) {
    std::optional<Result<typename Q::Answer>> found;
    read([&](ReadTx& tx) { found.emplace(answer(tx, question)); });
    return *std::move(found);
  }

  /// What the last write announced.
  std::vector<Announcement> const& announced() const { return announced_; }

  /// Any statements in one transaction, kept when `work` says true.
  void write(std::function<bool(WriteTx&)> const& work);
  void read(std::function<void(ReadTx&)> const& work);

 private:
  std::unique_ptr<Session> session_;
  std::vector<Announcement> announced_;
};

/// Looks into a database file without changing it, also while the daemon writes to it. Fault `file`
/// when there is none, store_unavailable when it cannot be read.
Result<void> look_into(std::string const& path, std::function<void(ReadTx&)> const& work);

/// Copies the database into a new file while it is in use (online backup), then checks the copy's
/// integrity. A fault when the file exists or the check fails; only a copy that passed stands under
/// that name.
Result<void> backup(std::string const& from, std::string const& to);

}  // namespace e2ms::store
