// Loaded before a program with LD_PRELOAD: its wall clock stands at the moment that SET_CLOCK_MS
// names, in UTC milliseconds. All other clocks run.

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace {

long long set_to() {
  static char const* const text = std::getenv("SET_CLOCK_MS");
  return text == nullptr ? -1 : std::atoll(text);
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  auto const ms = clock == CLOCK_REALTIME ? set_to() : -1;
  if (ms < 0) return static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
  time->tv_sec = static_cast<time_t>(ms / 1000);
  time->tv_nsec = static_cast<long>(ms % 1000 * 1'000'000);
  return 0;
}
