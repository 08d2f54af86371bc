#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "e2ms/base/time.hpp"
#include "e2ms/store/store.hpp"
#include "session.hpp"

namespace e2ms::store {

/// Runs a batch of commands in one transaction, each in its own savepoint, and commits once.
/// A database that refuses for any reason but a constraint poisons the writer: nothing is written
/// any more, because nobody knows what the file holds. One that is only locked by somebody else
/// when a batch begins refuses that batch (queue_full).
class Writer {
 public:
  Writer(Session& session, Feed& feed) : session_(session), feed_(feed) {}

  /// Every job is finished when this returns.
  void write(std::vector<std::unique_ptr<WriteJob>> batch);

  bool poisoned() const { return poisoned_; }

 private:
  struct Ran {
    std::unique_ptr<WriteJob> job;
    Result<void> verdict;
  };
  Result<void> begin();
  Result<void> run_in_savepoint(WriteJob& job, std::vector<Announcement>& announcements);
  Result<void> commit();
  void poison(char const* step, std::string const& trouble);

  Session& session_;
  Feed& feed_;
  std::atomic<bool> poisoned_ = false;
};

/// The writer on its own thread, behind a bounded queue. Group commit: whatever waits is taken
/// together, and as long as only patient commands wait, the commit waits a little for more: a
/// fleet's readings trickle in one by one, and each commit costs a sync. Destroying it writes what
/// still waits.
class WriteQueue {
 public:
  struct Bounds {
    std::size_t waiting;
    std::size_t per_commit;
    Duration gather{};
  };
  WriteQueue(std::string const& path, Feed& feed, Bounds bounds);
  ~WriteQueue();

  void enqueue(std::unique_ptr<WriteJob> job);
  std::size_t waiting() const;
  bool healthy() const { return !writer_.poisoned(); }

 private:
  void serve();
  void gather(std::unique_lock<std::mutex>& lock);
  bool ready() const { return stopping_ || urgent_ > 0 || jobs_.size() >= bounds_.per_commit; }

  Session session_;
  Writer writer_;
  Bounds bounds_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<WriteJob>> jobs_;
  std::size_t urgent_ = 0;  ///< of those that wait
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace e2ms::store
