#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "e2ms/base/result.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::store {

/// A command waiting for the writer. `run` executes it inside its own savepoint; `finish` tells
/// whoever waits, after the commit or with the reason why there was none.
class WriteJob {
 public:
  virtual ~WriteJob() = default;
  /// May wait a little for others to share its commit.
  virtual bool patient() const { return false; }
  /// False: the savepoint is rolled back.
  virtual bool run(WriteTx& tx) = 0;
  virtual void finish(Result<void> committed) = 0;
};

/// A question waiting for a reader.
class ReadJob {
 public:
  virtual ~ReadJob() = default;
  virtual void run(ReadTx& tx) = 0;
  virtual void finish(Result<void> read) = 0;
};

/// The database as the loops see it. `submit` and `ask` may be awaited on any loop; the answer
/// comes back on it. Owned by the composition root and outlives both loops' coroutines.
///
/// A command C has `C::Outcome` and `Result<C::Outcome> execute(WriteTx&, C const&)`, and may say
/// `kPatient = true` when nobody waits for it in person; a question
/// Q has `Q::Answer` and `Result<Q::Answer> answer(ReadTx&, Q const&)`; both found by their
/// namespace. A fault means that nothing was changed, except outcome_unknown: after a commit that
/// failed, a sync perhaps, only the next start knows.
class Store {
 public:
  virtual ~Store() = default;

  template <class C>
  boost::asio::awaitable<Result<typename C::Outcome>> submit(C command);
  template <class Q>
  boost::asio::awaitable<Result<typename Q::Answer>> ask(Q question);

  /// Changed only before the first command.
  Feed& feed() { return feed_; }

  /// False once the writer has refused to go on: failed sync, full disk, corruption.
  virtual bool healthy() const = 0;
  /// Commands that wait, for metrics.
  virtual std::size_t waiting() const = 0;

  /// Queues a job, or finishes it at once with queue_full or store_unavailable.
  virtual void enqueue(std::unique_ptr<WriteJob> job) = 0;
  virtual void enqueue(std::unique_ptr<ReadJob> job) = 0;

 protected:
  Feed feed_;
};

namespace detail {

/// Brings a result back to the loop on which the handler's coroutine lives.
template <class Handler, class T>
class Reply {
 public:
  explicit Reply(Handler handler)
      : work_(boost::asio::get_associated_executor(handler)), handler_(std::move(handler)) {}

  void operator()(Result<T> result) {
    auto executor = work_.get_executor();
    boost::asio::post(executor,
                      [handler = std::move(handler_), result = std::move(result),
                       work = std::move(work_)]() mutable { handler(std::move(result)); });
  }

 private:
  boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> work_;
  Handler handler_;
};

template <class C, class Handler>
class CommandJob final : public WriteJob {
 public:
  CommandJob(C command, Handler handler)
      : command_(std::move(command)), reply_(std::move(handler)) {}

  bool patient() const override {
    if constexpr (requires { C::kPatient; })
      return C::kPatient;
    else
      return false;
  }
  bool run(WriteTx& tx) override {
    outcome_.emplace(execute(tx, command_));
    return outcome_->has_value();
  }
  void finish(Result<void> committed) override {
    if (!committed) return reply_(committed.fault());
    ENSURE(outcome_.has_value());
    reply_(*std::move(outcome_));
  }

 private:
  C command_;
  std::optional<Result<typename C::Outcome>> outcome_;
  Reply<Handler, typename C::Outcome> reply_;
};

template <class Q, class Handler>
class QuestionJob final : public ReadJob {
 public:
  QuestionJob(Q question, Handler handler)
      : question_(std::move(question)), reply_(std::move(handler)) {}

  void run(ReadTx& tx) override { answer_.emplace(answer(tx, question_)); }
  void finish(Result<void> read) override {
    if (!read) return reply_(read.fault());
    ENSURE(answer_.has_value());
    reply_(*std::move(answer_));
  }

 private:
  Q question_;
  std::optional<Result<typename Q::Answer>> answer_;
  Reply<Handler, typename Q::Answer> reply_;
};

template <template <class, class> class Job>
struct Enqueue {
  Store* store;

  template <class Handler, class Work>
  void operator()(Handler handler, Work work) const {
    store->enqueue(std::make_unique<Job<Work, Handler>>(std::move(work), std::move(handler)));
  }
};

}  // namespace detail

template <class C>
boost::asio::awaitable<Result<typename C::Outcome>> Store::submit(C command) {
  using Signature = void(Result<typename C::Outcome>);
  return boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, Signature>(
      detail::Enqueue<detail::CommandJob>{this}, boost::asio::use_awaitable, std::move(command));
}

template <class Q>
boost::asio::awaitable<Result<typename Q::Answer>> Store::ask(Q question) {
  using Signature = void(Result<typename Q::Answer>);
  return boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, Signature>(
      detail::Enqueue<detail::QuestionJob>{this}, boost::asio::use_awaitable, std::move(question));
}

}  // namespace e2ms::store
