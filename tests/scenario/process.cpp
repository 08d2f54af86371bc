#include "process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "eventually.hpp"

namespace e2ms::scenario {

Process::Process(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int pipes[2][2];
  for (auto& pipe : pipes)
    if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  int const nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  id_ = ::fork();
  if (id_ < 0) throw std::runtime_error("no process");
  if (id_ == 0) {
    // Between fork and exec only what a signal handler may do.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGPIPE, SIG_DFL);
    ::dup2(nothing, 0);
    ::dup2(pipes[0][1], 1);
    ::dup2(pipes[1][1], 2);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(nothing);
  for (int stream = 0; stream < 2; ++stream) {
    ::close(pipes[stream][1]);
    readers_[static_cast<std::size_t>(stream)] =
        std::thread([this, stream, from = pipes[stream][0]] { read(stream, from); });
  }
}

Process::~Process() {
  kill();
  for (auto& reader : readers_) reader.join();
}

void Process::read(int stream, int descriptor) {
  std::string rest;
  char bytes[4096];
  for (;;) {
    auto const count = ::read(descriptor, bytes, sizeof bytes);
    if (count <= 0) break;
    rest.append(bytes, static_cast<std::size_t>(count));
    std::scoped_lock const lock(mutex_);
    for (std::size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
      lines_.push_back({stream, rest.substr(0, end)});
    changed_.notify_all();
  }
  ::close(descriptor);
  std::scoped_lock const lock(mutex_);
  if (!rest.empty()) lines_.push_back({stream, rest});
  --open_streams_;
  changed_.notify_all();
}

std::string Process::line_with(std::string_view text, std::size_t from) {
  std::unique_lock lock(mutex_);
  std::string found;
  auto const there = [&] {
    for (; from < lines_.size(); ++from)
      if (lines_[from].text.find(text) != std::string::npos) {
        found = lines_[from].text;
        return true;
      }
    return open_streams_ == 0;
  };
  changed_.wait_for(lock, kPatience, there);
  return found;
}

std::size_t Process::lines() const {
  std::scoped_lock const lock(mutex_);
  return lines_.size();
}

std::string Process::text_of(int stream) const {
  std::scoped_lock const lock(mutex_);
  std::string text;
  for (auto const& line : lines_)
    if (line.stream == stream) text += line.text + "\n";
  return text;
}

void Process::signal(int number) const {
  if (!reaped_) ::kill(id_, number);
}

int Process::end() {
  if (reaped_) return code_;
  bool ended = false;
  {
    std::unique_lock lock(mutex_);
    ended = changed_.wait_for(lock, kPatience, [this] { return open_streams_ == 0; });
  }
  if (!ended) ::kill(id_, SIGKILL);
  int status = 0;
  ::waitpid(id_, &status, 0);
  reaped_ = true;
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  if (!ended) code_ = -1000;
  return code_;
}

void Process::kill() {
  signal(SIGKILL);
  end();
}

Ran run(std::vector<std::string> words) {
  Process process(std::move(words));
  int const code = process.end();
  return {code, process.out(), process.err()};
}

}  // namespace e2ms::scenario
