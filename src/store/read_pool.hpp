#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "e2ms/store/store.hpp"

namespace e2ms::store {

/// Threads that answer questions, each with its own read-only session, behind a bounded queue.
/// Destroying it answers what still waits.
class ReadPool {
 public:
  struct Bounds {
    std::size_t waiting;
    std::size_t threads;
  };
  ReadPool(std::string const& path, Bounds bounds);
  ~ReadPool();

  void enqueue(std::unique_ptr<ReadJob> job);

 private:
  void serve(std::string const& path);

  Bounds bounds_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<ReadJob>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// Runs one question in its own read transaction and finishes it.
void answer_job(Session& session, ReadJob& job);

}  // namespace e2ms::store
