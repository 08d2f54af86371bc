#include "e2ms/base/thread_name.hpp"

#include <pthread.h>

#include "e2ms/base/ensure.hpp"

namespace e2ms {

void name_thread(char const* name) {
  ENSURE(::pthread_setname_np(::pthread_self(), name) == 0);
}

}  // namespace e2ms
