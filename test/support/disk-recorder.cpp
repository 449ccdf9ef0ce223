// Preloaded into a program (LD_PRELOAD, Linux): writes down every change of the files under $CONSILIUM_RECORD_UNDER and every wait for
// the disk, SQLite's own included, into $CONSILIUM_RECORD_INTO/<process id>.log. One record is a line of JSON, then `n` bytes of
// content. A change is written down after it was made, a wait before and after: a reader that trusts the log never takes for durable
// what is not. See recorded-disk.ts, which replays it.
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ctime>
#include <unistd.h>

namespace {

constexpr int kPath = 4096;

const char *under() {
  static const char *folder = getenv("CONSILIUM_RECORD_UNDER");
  return folder;
}

bool watched(const char *path) {
  const char *folder = under();
  if (folder == nullptr || path == nullptr) return false;
  const size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

// The path of an open file as it is called now: a renamed file goes by its new name, a deleted one by none.
bool pathOf(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t n = readlink(link, path, kPath - 1);
  if (n <= 0) return false;
  path[n] = '\0';
  return watched(path) && strstr(path, " (deleted)") == nullptr;
}

int logFile() {
  static const int fd = [] {
    char path[kPath];
    snprintf(path, sizeof path, "%s/%d.log", getenv("CONSILIUM_RECORD_INTO"), static_cast<int>(getpid()));
    return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  }();
  return fd;
}

// One system call a record: threads cannot write into each other's.
void record(const char *op, const char *path, const char *more, const void *content, size_t n) {
  char line[2 * kPath + 256];
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  const long long time = now.tv_sec * 1000000000LL + now.tv_nsec;
  const int length = snprintf(line, sizeof line, "{\"op\":\"%s\",\"time\":%lld,\"path\":\"%s\"%s,\"n\":%zu}\n", op, time, path, more, n);
  struct iovec parts[2] = {{line, static_cast<size_t>(length)}, {const_cast<void *>(content), n}};
  if (syscall(SYS_writev, logFile(), parts, 2) != static_cast<ssize_t>(length + n)) abort();
}

template <typename F> F next(const char *name) { return reinterpret_cast<F>(dlsym(RTLD_NEXT, name)); }

bool exists(const char *path) { return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0; }

void recordWrite(int fd, const void *content, ssize_t written, int64_t at) {
  char path[kPath];
  if (written <= 0 || !pathOf(fd, path)) return;
  // Without an offset of its own the write has moved the file's position to its end.
  if (at < 0) at = lseek(fd, 0, SEEK_CUR) - written;
  char more[64];
  snprintf(more, sizeof more, ",\"at\":%lld", static_cast<long long>(at));
  record("write", path, more, content, static_cast<size_t>(written));
}

void recordVector(int fd, const struct iovec *parts, int count, ssize_t written, int64_t at) {
  char path[kPath];
  if (written <= 0 || !pathOf(fd, path)) return;
  if (at < 0) at = lseek(fd, 0, SEEK_CUR) - written;
  for (int i = 0; i < count && written > 0; i++) {
    const ssize_t n = written < static_cast<ssize_t>(parts[i].iov_len) ? written : static_cast<ssize_t>(parts[i].iov_len);
    recordWrite(fd, parts[i].iov_base, n, at);
    at += n;
    written -= n;
  }
}

void recordSize(const char *path, int64_t size) {
  char more[64];
  snprintf(more, sizeof more, ",\"size\":%lld", static_cast<long long>(size));
  record("truncate", path, more, "", 0);
}

template <typename Open> int recordOpen(Open open, const char *path, int flags) {
  const bool known = watched(path) && exists(path);
  const int fd = open();
  if (fd >= 0 && watched(path)) {
    if (!known && (flags & O_CREAT) != 0) record("create", path, "", "", 0);
    if (known && (flags & O_TRUNC) != 0) recordSize(path, 0);
  }
  return fd;
}

template <typename Sync> int recordSync(int fd, Sync sync) {
  static int count = 0;
  char path[kPath];
  if (!pathOf(fd, path)) return sync(fd);
  char more[64];
  snprintf(more, sizeof more, ",\"id\":%d", __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED));
  record("sync", path, more, "", 0);
  const int result = sync(fd);
  if (result == 0) record("synced", path, more, "", 0);
  return result;
}

void recordTo(const char *op, const char *path, const char *to) {
  if (!watched(path) && !watched(to)) return;
  char more[kPath + 16];
  snprintf(more, sizeof more, ",\"to\":\"%s\"", to);
  record(op, path, more, "", 0);
}

} // namespace

extern "C" {

ssize_t write(int fd, const void *content, size_t n) {
  static const auto real = next<ssize_t (*)(int, const void *, size_t)>("write");
  const ssize_t written = real(fd, content, n);
  recordWrite(fd, content, written, -1);
  return written;
}

ssize_t pwrite64(int fd, const void *content, size_t n, off64_t at) {
  static const auto real = next<ssize_t (*)(int, const void *, size_t, off64_t)>("pwrite64");
  const ssize_t written = real(fd, content, n, at);
  recordWrite(fd, content, written, at);
  return written;
}

ssize_t pwrite(int fd, const void *content, size_t n, off_t at) { return pwrite64(fd, content, n, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
  static const auto real = next<ssize_t (*)(int, const struct iovec *, int)>("writev");
  const ssize_t written = real(fd, parts, count);
  recordVector(fd, parts, count, written, -1);
  return written;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  static const auto real = next<ssize_t (*)(int, const struct iovec *, int, off64_t)>("pwritev64");
  const ssize_t written = real(fd, parts, count, at);
  recordVector(fd, parts, count, written, at);
  return written;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return pwritev64(fd, parts, count, at); }

int ftruncate64(int fd, off64_t size) {
  static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
  const int result = real(fd, size);
  char path[kPath];
  if (result == 0 && pathOf(fd, path)) recordSize(path, size);
  return result;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  return recordSync(fd, real);
}

int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return recordSync(fd, real);
}

int open64(const char *path, int flags, ...) {
  va_list args;
  va_start(args, flags);
  const mode_t mode = va_arg(args, mode_t);
  va_end(args);
  static const auto real = next<int (*)(const char *, int, mode_t)>("open64");
  return recordOpen([&] { return real(path, flags, mode); }, path, flags);
}

int open(const char *path, int flags, ...) {
  va_list args;
  va_start(args, flags);
  const mode_t mode = va_arg(args, mode_t);
  va_end(args);
  static const auto real = next<int (*)(const char *, int, mode_t)>("open");
  return recordOpen([&] { return real(path, flags, mode); }, path, flags);
}

int rename(const char *path, const char *to) {
  static const auto real = next<int (*)(const char *, const char *)>("rename");
  const int result = real(path, to);
  if (result == 0) recordTo("rename", path, to);
  return result;
}

int link(const char *path, const char *to) {
  static const auto real = next<int (*)(const char *, const char *)>("link");
  const int result = real(path, to);
  if (result == 0) recordTo("link", path, to);
  return result;
}

int mkdir(const char *path, mode_t mode) {
  static const auto real = next<int (*)(const char *, mode_t)>("mkdir");
  const int result = real(path, mode);
  if (result == 0 && watched(path)) record("mkdir", path, "", "", 0);
  return result;
}

int unlink(const char *path) {
  static const auto real = next<int (*)(const char *)>("unlink");
  const int result = real(path);
  if (result == 0 && watched(path)) record("unlink", path, "", "", 0);
  return result;
}

int remove(const char *path) {
  static const auto real = next<int (*)(const char *)>("remove");
  const int result = real(path);
  if (result == 0 && watched(path)) record("unlink", path, "", "", 0);
  return result;
}

} // extern "C"
