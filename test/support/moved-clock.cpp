// Moves the clocks of a program, as the suspension of its machine does: the time of day and the clock of its timers jump by the seconds in
// the file CONSILIUM_CLOCK_FILE, which a test raises while the program is stopped. Linked before the C library (LD_PRELOAD).
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

namespace {

volatile long long *mapped() {
  static long long none = 0;
  const char *path = getenv("CONSILIUM_CLOCK_FILE");
  if (path == nullptr) return &none;
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return &none;
  void *memory = mmap(nullptr, sizeof(long long), PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  return memory == MAP_FAILED ? &none : static_cast<volatile long long *>(memory);
}

long long offset() {
  static volatile long long *shared = mapped();
  return *shared;
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, struct timespec *result) {
  static const auto real = reinterpret_cast<int (*)(clockid_t, struct timespec *)>(dlsym(RTLD_NEXT, "clock_gettime"));
  const int status = real(clock, result);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE)
    result->tv_sec += offset();
  return status;
}

extern "C" int gettimeofday(struct timeval *result, void *zone) {
  static const auto real = reinterpret_cast<int (*)(struct timeval *, void *)>(dlsym(RTLD_NEXT, "gettimeofday"));
  const int status = real(result, zone);
  result->tv_sec += offset();
  return status;
}

extern "C" time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result != nullptr) *result = now.tv_sec;
  return now.tv_sec;
}
