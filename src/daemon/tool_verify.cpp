#include <unistd.h>

#include <chrono>
#include <optional>
#include <ostream>

#include "e2ms/query/ledger_audit.hpp"
#include "e2ms/store/open.hpp"
#include "tools.hpp"

namespace e2ms::daemon {

namespace {

/// Tells how far the audit is: on a terminal in one line that is written over, else now and then in
/// a line of its own. What is done sooner is not worth a word.
class ProgressLine {
 public:
  explicit ProgressLine(std::ostream& err) : err_(err) {}

  void show(query::LedgerAudit::Progress const& progress) {
    auto const now = Clock::now();
    if (now < next_) return;
    next_ = now + (terminal_ ? std::chrono::milliseconds(500) : std::chrono::seconds(10));
    err_ << (terminal_ ? "\r\033[K" : "") << "verifying: " << word(progress.part) << ' '
         << progress.done << " / " << progress.all << (terminal_ ? "" : "\n") << std::flush;
    shown_ = true;
  }

  void end() {
    if (terminal_ && shown_) err_ << "\r\033[K" << std::flush;
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& err_;
  bool const terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
  Clock::time_point next_ = Clock::now() + std::chrono::seconds(2);
};

}  // namespace

int verify_tool(std::string const& database, std::ostream& out, std::ostream& err) {
  std::optional<Result<query::LedgerAudit::Answer>> audit;
  ProgressLine line(err);
  query::LedgerAudit question;
  question.progress = [&line](auto const& progress) { line.show(progress); };
  auto const looked =
      store::look_into(database, [&](store::ReadTx& tx) { audit.emplace(answer(tx, question)); });
  line.end();
  if (!looked || !*audit) {
    Fault const fault = looked ? audit->fault() : looked.fault();
    err << "e2ms: " << database << ": cannot be read (" << word(fault.code) << ")\n";
    return 2;
  }
  auto const& found = **audit;
  for (auto const& finding : found.findings) out << finding << '\n';
  out << (found.findings.empty() ? "verified: " : "NOT verified: ") << found.journals
      << " journals, head " << (found.head_hash.empty() ? "none" : found.head_hash) << ", "
      << found.findings.size() << " findings\n";
  return found.findings.empty() ? 0 : 1;
}

int backup_tool(BackupOrder const& order, std::ostream& out, std::ostream& err) {
  auto const done = store::backup(order.database, order.to);
  if (!done) {
    err << "e2ms: " << order.database << " -> " << order.to << ": "
        << (done.fault().code == FaultCode::file ? "the source must exist and the target must not"
                                                 : "the copy failed, see the log")
        << '\n';
    return 2;
  }
  out << "copied to " << order.to << '\n';
  return verify_tool(order.to, out, err);
}

}  // namespace e2ms::daemon
