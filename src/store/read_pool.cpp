#include "read_pool.hpp"

#include "e2ms/base/log.hpp"
#include "session.hpp"
#include "trouble.hpp"

namespace e2ms::store {

void answer_job(Session& session, ReadJob& job) {
  try {
    session.transaction("BEGIN");
    ReadTx tx(session);
    job.run(tx);
    session.transaction("COMMIT");
  } catch (std::exception const& trouble) {
    log::error("question_failed", {{"trouble", told(trouble)}});
    try {
      session.transaction("ROLLBACK");
    } catch (std::exception const& after) {
      log::error("question_failed", {{"trouble", told(after)}});
    }
    return job.finish(FaultCode::store_unavailable);
  }
  job.finish({});
}

ReadPool::ReadPool(std::string const& path, Bounds bounds) : bounds_(bounds) {
  for (std::size_t i = 0; i < bounds.threads; ++i)
    threads_.emplace_back([this, path] { serve(path); });
}

ReadPool::~ReadPool() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void ReadPool::enqueue(std::unique_ptr<ReadJob> job) {
  {
    std::lock_guard const lock(mutex_);
    if (jobs_.size() < bounds_.waiting && !stopping_) jobs_.push_back(std::move(job));
  }
  if (job) return job->finish(FaultCode::queue_full);
  wake_.notify_one();
}

void ReadPool::serve(std::string const& path) {
  Session session(path, Access::read_only);
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    auto const job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    answer_job(session, *job);
    lock.lock();
  }
}

}  // namespace e2ms::store
