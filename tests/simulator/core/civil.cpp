#include "simulator/core/civil.hpp"

#include <chrono>

namespace e2ms_sim {

namespace chrono = std::chrono;

CivilTime civil_from_local_ms(std::int64_t local_ms) {
  chrono::sys_time<chrono::milliseconds> const moment{chrono::milliseconds{local_ms}};
  auto const day = chrono::floor<chrono::days>(moment);
  chrono::year_month_day const date{day};
  auto const seconds =
      static_cast<int>(chrono::duration_cast<chrono::seconds>(moment - day).count());
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<int>(static_cast<unsigned>(date.month())),
          .day = static_cast<int>(static_cast<unsigned>(date.day())),
          .weekday = static_cast<int>(chrono::weekday{day}.c_encoding()),
          .hour = seconds / 3600,
          .minute = seconds / 60 % 60,
          .second = seconds % 60};
}

std::optional<std::int64_t> local_ms_from_civil(CivilTime const& civil) {
  chrono::year_month_day const date{chrono::year{civil.year},
                                    chrono::month{static_cast<unsigned>(civil.month)},
                                    chrono::day{static_cast<unsigned>(civil.day)}};
  bool const time_of_day = civil.hour < 24 && civil.minute < 60 && civil.second < 60;
  if (!date.ok() || !time_of_day) return std::nullopt;
  auto const days = chrono::sys_days{date}.time_since_epoch().count();
  return days * kDayMs + (civil.hour * 3600 + civil.minute * 60 + civil.second) * 1000LL;
}

}  // namespace e2ms_sim
