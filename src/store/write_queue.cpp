#include "write_queue.hpp"

#include <chrono>
#include <utility>

#include "e2ms/base/log.hpp"
#include "e2ms/base/thread_name.hpp"
#include "trouble.hpp"

namespace e2ms::store {

void Writer::write(std::vector<std::unique_ptr<WriteJob>> batch) {
  std::vector<Ran> ran;
  std::vector<Announcement> announcements;
  auto committed = begin();
  for (auto& job : batch) {
    Result<void> verdict = committed;
    if (!poisoned_ && committed) verdict = run_in_savepoint(*job, announcements);
    ran.push_back({std::move(job), verdict});
  }
  if (committed) committed = commit();
  // The batch stands or falls as a whole, whatever its savepoints said.
  for (auto& each : ran) each.job->finish(committed ? each.verdict : committed);
  if (committed) feed_.publish(announcements);
}

Result<void> Writer::begin() {
  if (poisoned_) return FaultCode::store_unavailable;
  try {
    session_.transaction("BEGIN IMMEDIATE");
    return {};
  } catch (std::exception const& trouble) {
    if (is_busy(trouble)) {
      log::warn("store_locked", {{"trouble", told(trouble)}});
      return FaultCode::queue_full;
    }
    poison("begin", told(trouble));
    return FaultCode::store_unavailable;
  }
}

Result<void> Writer::run_in_savepoint(WriteJob& job, std::vector<Announcement>& announcements) {
  auto const heard = announcements.size();
  Result<void> verdict;
  try {
    session_.transaction("SAVEPOINT command");
    WriteTx tx(session_, announcements);
    bool kept = false;
    try {
      kept = job.run(tx);
    } catch (soci::soci_error const& trouble) {
      verdict = fault_of(trouble);
      if (verdict.fault().code == FaultCode::store_unavailable) throw;
      log::warn("command_refused_by_database", {{"trouble", told(trouble)}});
    }
    if (!kept) {
      session_.transaction("ROLLBACK TO command");
      announcements.resize(heard, {Announcement::Kind::archive, 0});
    }
    session_.transaction("RELEASE command");
  } catch (std::exception const& trouble) {
    poison("command", told(trouble));
    return FaultCode::store_unavailable;
  }
  return verdict;
}

Result<void> Writer::commit() {
  bool const undoing = poisoned_;
  try {
    session_.transaction(undoing ? "ROLLBACK" : "COMMIT");
  } catch (std::exception const& trouble) {
    poison("commit", told(trouble));
    if (!undoing) return FaultCode::outcome_unknown;
  }
  return undoing ? Result<void>{FaultCode::store_unavailable} : Result<void>{};
}

void Writer::poison(char const* step, std::string const& trouble) {
  poisoned_ = true;
  log::error("store_poisoned", {{"step", step}, {"trouble", trouble}});
}

WriteQueue::WriteQueue(std::string const& path, Feed& feed, Bounds bounds)
    : session_(path, Access::read_write),
      writer_(session_, feed),
      bounds_(bounds),
      thread_([this] { serve(); }) {}

WriteQueue::~WriteQueue() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void WriteQueue::enqueue(std::unique_ptr<WriteJob> job) {
  bool wakes = false;
  {
    std::lock_guard const lock(mutex_);
    if (jobs_.size() < bounds_.waiting && !stopping_) {
      if (!job->patient()) ++urgent_;
      jobs_.push_back(std::move(job));
      wakes = jobs_.size() == 1 || ready();
    }
  }
  if (job) return job->finish(FaultCode::queue_full);
  if (wakes) wake_.notify_one();
}

std::size_t WriteQueue::waiting() const {
  std::lock_guard const lock(mutex_);
  return jobs_.size();
}

void WriteQueue::serve() {
  name_thread("writer");
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    gather(lock);
    std::vector<std::unique_ptr<WriteJob>> batch;
    while (!jobs_.empty() && batch.size() < bounds_.per_commit) {
      if (!jobs_.front()->patient()) --urgent_;
      batch.push_back(std::move(jobs_.front()));
      jobs_.pop_front();
    }
    lock.unlock();
    writer_.write(std::move(batch));
    lock.lock();
  }
}

void WriteQueue::gather(std::unique_lock<std::mutex>& lock) {
  if (bounds_.gather.ms == 0) return;
  wake_.wait_for(lock, std::chrono::milliseconds(bounds_.gather.ms), [this] { return ready(); });
}

}  // namespace e2ms::store
