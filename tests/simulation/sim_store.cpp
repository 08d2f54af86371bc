#include "sim_store.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "read_pool.hpp"

namespace e2ms::simulation {

void crash(boost::asio::io_context& loop) {
  boost::asio::post(loop, [] { throw Crash{}; });
}

SimStore::SimStore(store::Session& session, boost::asio::io_context& loop,
                   std::function<Fate()> fate)
    : session_(session), loop_(loop), fate_(std::move(fate)), writer_(session_, feed_) {}

void SimStore::enqueue(std::unique_ptr<store::WriteJob> job) {
  switch (fate_()) {
    case Fate::kept:
      return write(std::move(job));
    case Fate::refused:
      return job->finish(FaultCode::queue_full);
    case Fate::lost_in_crash:
      // Kept unanswered, because destroying it here would destroy the coroutine that is calling.
      lost_.push_back(std::move(job));
      return crash(loop_);
    case Fate::kept_before_crash:
      crash(loop_);
      return write(std::move(job));
  }
}

void SimStore::enqueue(std::unique_ptr<store::ReadJob> job) {
  store::answer_job(session_, *job);
}

void SimStore::write(std::unique_ptr<store::WriteJob> job) {
  std::vector<std::unique_ptr<store::WriteJob>> batch;
  batch.push_back(std::move(job));
  writer_.write(std::move(batch));
}

}  // namespace e2ms::simulation
