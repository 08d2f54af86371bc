#pragma once

#include <sys/types.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace e2ms::scenario {

/// A program of its own, running from construction on. What it says is kept line by line. Start it
/// on the test's main thread: it dies with the thread that started it, and at the latest with
/// this object.
class Process {
 public:
  explicit Process(std::vector<std::string> words);
  ~Process();
  Process(Process const&) = delete;
  Process& operator=(Process const&) = delete;

  /// The first line of either stream, from line number `from` on, that holds the text. Empty when
  /// the program ended without it, or when it takes too long.
  std::string line_with(std::string_view text, std::size_t from = 0);
  /// How many lines there are by now: a mark for `line_with`.
  std::size_t lines() const;
  std::string out() const { return text_of(0); }
  std::string err() const { return text_of(1); }

  pid_t id() const { return id_; }
  void signal(int number) const;
  /// Waits for the end. The exit code, or minus the signal that killed it; a program that doesn't
  /// end is killed and gives -1000.
  int end();
  /// SIGKILL and its end.
  void kill();

 private:
  struct Line {
    int stream;
    std::string text;
  };
  void read(int stream, int descriptor);
  std::string text_of(int stream) const;

  pid_t id_ = -1;
  bool reaped_ = false;
  int code_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Line> lines_;
  int open_streams_ = 2;
  std::array<std::thread, 2> readers_;
};

struct Ran {
  int code;
  std::string out;
  std::string err;
};

/// Runs a program to its end.
Ran run(std::vector<std::string> words);

}  // namespace e2ms::scenario
