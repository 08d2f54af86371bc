#include "e2ms/store/open.hpp"

#include <filesystem>

#include "e2ms/base/log.hpp"
#include "migrate.hpp"
#include "read_pool.hpp"
#include "session.hpp"
#include "write_queue.hpp"

namespace e2ms::store {

namespace {

/// The production store: one writer thread, a few readers.
class ThreadedStore final : public Store {
 public:
  ThreadedStore(std::string const& path, Limits const& limits)
      : queue_(path, feed_, {limits.waiting_commands, limits.commands_per_commit, limits.gather}),
        pool_(path, {limits.waiting_questions, limits.readers}) {}

  bool healthy() const override { return queue_.healthy(); }
  std::size_t waiting() const override { return queue_.waiting(); }
  void enqueue(std::unique_ptr<WriteJob> job) override { queue_.enqueue(std::move(job)); }
  void enqueue(std::unique_ptr<ReadJob> job) override { pool_.enqueue(std::move(job)); }

 private:
  WriteQueue queue_;
  ReadPool pool_;
};

class InlineStore final : public Store {
 public:
  explicit InlineStore(std::string const& path)
      : session_(path, Access::read_write), writer_(session_, feed_) {
    ENSURE(migrate(session_).has_value());
  }

  bool healthy() const override { return !writer_.poisoned(); }
  std::size_t waiting() const override { return 0; }
  void enqueue(std::unique_ptr<WriteJob> job) override {
    std::vector<std::unique_ptr<WriteJob>> batch;
    batch.push_back(std::move(job));
    writer_.write(std::move(batch));
  }
  void enqueue(std::unique_ptr<ReadJob> job) override { answer_job(session_, *job); }

 private:
  Session session_;
  Writer writer_;
};

Result<void> prepare(std::string const& path) {
  try {
    Session session(path, Access::read_write);
    return migrate(session);
  } catch (soci::soci_error const& trouble) {
    log::error("database_unusable", {{"path", path}, {"trouble", trouble.what()}});
    return FaultCode::store_unavailable;
  }
}

}  // namespace

Result<std::unique_ptr<Store>> open(std::string const& path, Limits const& limits) {
  if (!std::filesystem::exists(path)) {
    log::error("database_missing", {{"path", path}});
    return FaultCode::file;
  }
  TRY_VOID(prepare(path));
  return std::unique_ptr<Store>(std::make_unique<ThreadedStore>(path, limits));
}

Result<void> create(std::string const& path) {
  if (std::filesystem::exists(path)) return FaultCode::file;
  return prepare(path);
}

std::unique_ptr<Store> open_inline(std::string const& path) {
  return std::make_unique<InlineStore>(path);
}

Result<void> look_into(std::string const& path, std::function<void(ReadTx&)> const& work) {
  if (!std::filesystem::exists(path)) return FaultCode::file;
  try {
    Session session(path, Access::read_only);
    session.transaction("BEGIN");
    ReadTx tx(session);
    work(tx);
    session.transaction("COMMIT");
    return {};
  } catch (soci::soci_error const& trouble) {
    log::error("database_unusable", {{"path", path}, {"trouble", trouble.what()}});
    return FaultCode::store_unavailable;
  }
}

Direct::Direct(std::string const& path)
    : session_(std::make_unique<Session>(path, Access::read_write)) {
  ENSURE(migrate(*session_).has_value());
}

Direct::~Direct() = default;

void Direct::write(std::function<bool(WriteTx&)> const& work) {
  announced_.clear();
  session_->transaction("BEGIN IMMEDIATE");
  try {
    WriteTx tx(*session_, announced_);
    session_->transaction(work(tx) ? "COMMIT" : "ROLLBACK");
  } catch (...) {
    session_->transaction("ROLLBACK");
    throw;
  }
}

void Direct::read(std::function<void(ReadTx&)> const& work) {
  session_->transaction("BEGIN");
  try {
    ReadTx tx(*session_);
    work(tx);
    session_->transaction("COMMIT");
  } catch (...) {
    session_->transaction("ROLLBACK");
    throw;
  }
}

}  // namespace e2ms::store
