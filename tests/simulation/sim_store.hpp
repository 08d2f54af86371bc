#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "e2ms/store/store.hpp"
#include "write_queue.hpp"

namespace e2ms::simulation {

/// The power goes: thrown through the loop, past everybody.
struct Crash {};

/// What happens to one command on its way into the store.
enum class Fate { kept, refused, lost_in_crash, kept_before_crash };

/// The inline store over a database that outlives it, as the file outlives the daemon. A command
/// may be refused, or be the last one that did, or did not, reach the file.
class SimStore final : public store::Store {
 public:
  SimStore(store::Session& session, boost::asio::io_context& loop, std::function<Fate()> fate);

  bool healthy() const override { return !writer_.poisoned(); }
  std::size_t waiting() const override { return 0; }
  void enqueue(std::unique_ptr<store::WriteJob> job) override;
  void enqueue(std::unique_ptr<store::ReadJob> job) override;

  /// Ends those who wait for an answer that will never come. Before the loop ends.
  void forget_lost() { lost_.clear(); }

 private:
  void write(std::unique_ptr<store::WriteJob> job);

  store::Session& session_;
  boost::asio::io_context& loop_;
  std::function<Fate()> fate_;
  store::Writer writer_;
  std::vector<std::unique_ptr<store::WriteJob>> lost_;
};

/// Lets the running daemon crash at this point of the loop, with whatever else is ready undone.
void crash(boost::asio::io_context& loop);

}  // namespace e2ms::simulation
