#pragma once

#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/store/open.hpp"
#include "migrate.hpp"
#include "session.hpp"

namespace e2ms::store {

/// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "e2ms-store-XXXXXX").string();
    ENSURE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(Folder const&) = delete;

  std::string file(std::string const& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline sqlite_api::sqlite3* handle(Session& session) {
  return static_cast<soci::sqlite3_session_backend&>(*session.soci().get_backend()).conn_;
}

inline std::vector<std::string> texts(Session& session, std::string const& select) {
  soci::rowset<std::string> const rows = session.soci().prepare << select;
  return {rows.begin(), rows.end()};
}

inline bool refuses(Session& session, std::string const& sql) {
  try {
    session.plain(sql);
    return false;
  } catch (soci::soci_error const&) {
    return true;
  }
}

/// The plainest write there is: one row of clock_job.
inline void mark(WriteTx& tx, std::string const& name, std::int64_t value = 1) {
  tx.run("field.finish_job", in("name", name), in("done_through", Instant{value}));
}

/// Breaks a NOT NULL.
inline void clash(WriteTx& tx) {
  tx.run("archive.insert_audit", in("at", Instant{1}), in("actor", std::optional<std::string>{}),
         in("action", "a"), in("subject", "s"), in("before", ""), in("after", ""));
}

inline std::vector<std::string> marks(Session& session) {
  return texts(session, "SELECT name FROM clock_job ORDER BY name");
}

/// A job made of two functions.
class TestJob final : public WriteJob {
 public:
  using Run = std::function<bool(WriteTx&)>;
  using Finish = std::function<void(Result<void>)>;
  TestJob(Run run, Finish finish) : run_(std::move(run)), finish_(std::move(finish)) {}

  bool run(WriteTx& tx) override { return run_(tx); }
  void finish(Result<void> committed) override { finish_(committed); }

 private:
  Run run_;
  Finish finish_;
};

/// How jobs ended, in the order of their numbers.
class Endings {
 public:
  std::unique_ptr<WriteJob> job(TestJob::Run run) {
    auto const number = endings_.size();
    endings_.emplace_back();
    return std::make_unique<TestJob>(std::move(run),
                                     [this, number](Result<void> how) { endings_[number] = how; });
  }
  std::unique_ptr<WriteJob> marking(std::string const& name) {
    return job([name](WriteTx& tx) {
      mark(tx, name);
      tx.announce({Announcement::Kind::meter, static_cast<std::int64_t>(name.size())});
      return true;
    });
  }
  /// "ok", the fault's word, or "open".
  std::vector<std::string> all() const {
    std::vector<std::string> words;
    for (auto const& ending : endings_)
      words.emplace_back(!ending ? "open" : *ending ? "ok" : word(ending->fault().code));
    return words;
  }

 private:
  std::vector<std::optional<Result<void>>> endings_;
};

template <class... Jobs>
std::vector<std::unique_ptr<WriteJob>> batch(Jobs... jobs) {
  std::vector<std::unique_ptr<WriteJob>> made;
  (made.push_back(std::move(jobs)), ...);
  return made;
}

}  // namespace e2ms::store
