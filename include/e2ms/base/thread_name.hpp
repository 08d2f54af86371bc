#pragma once

namespace e2ms {

/// Names the calling thread for top, debuggers and whoever asks the kernel what it costs. At most
/// 15 letters.
void name_thread(char const* name);

}  // namespace e2ms
