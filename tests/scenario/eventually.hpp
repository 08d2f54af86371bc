#pragma once

#include <chrono>
#include <thread>

namespace e2ms::scenario {

/// Long enough for a machine that does much else; a test that is right never waits it out.
constexpr std::chrono::seconds kPatience{90};

/// Asks until the answer is yes; no when the patience is over.
template <class Question>
bool eventually(Question&& question, std::chrono::milliseconds patience = kPatience) {
  auto const end = std::chrono::steady_clock::now() + patience;
  while (!question()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    // Only so that the programs under test get the processor.
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  return true;
}

}  // namespace e2ms::scenario
