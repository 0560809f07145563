/*
 * Preloaded into a process, makes its disk fail at random: fsync and fdatasync answer EIO without syncing,
 * pwrite answers EIO or ENOSPC, having written nothing or the first half. Or makes syncs slower.
 *
 * FAULTY_DISK_DIR      only files whose path begins with this fail
 * FAULTY_DISK_CONTROL  a file of three bytes, mapped: how many of 255 syncs and of 255 writes fail, and how
 *                      many milliseconds each sync takes longer. May be changed while the process runs, in place.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const volatile unsigned char *rates;
static const char *directory;
static __thread unsigned int seed;

__attribute__((constructor)) static void begin(void) {
  const char *control = getenv("FAULTY_DISK_CONTROL");
  directory = getenv("FAULTY_DISK_DIR");
  if (control == NULL || directory == NULL) return;
  int fd = open(control, O_RDONLY);
  if (fd < 0) return;
  void *mapped = mmap(NULL, 3, PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped != MAP_FAILED) rates = mapped;
}

static int chance(int of_255) {
  if (seed == 0) seed = (unsigned int)getpid() ^ (unsigned int)(size_t)&seed;
  return (rand_r(&seed) >> 8) % 255 < of_255;
}

static int is_faulty(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, directory, strlen(directory)) == 0;
}

static int fails(int fd, int which) {
  return rates != NULL && rates[which] != 0 && is_faulty(fd) && chance(rates[which]);
}

static void linger(int fd) {
  if (rates != NULL && rates[2] != 0 && is_faulty(fd)) usleep(rates[2] * 1000);
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = dlsym(RTLD_NEXT, "fsync");
  linger(fd);
  if (!fails(fd, 0)) return real(fd);
  errno = EIO;
  return -1;
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = dlsym(RTLD_NEXT, "fdatasync");
  linger(fd);
  if (!fails(fd, 0)) return real(fd);
  errno = EIO;
  return -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  static ssize_t (*real)(int, const void *, size_t, off64_t);
  if (real == NULL) real = dlsym(RTLD_NEXT, "pwrite64");
  if (!fails(fd, 1)) return real(fd, bytes, count, offset);
  if (chance(128)) (void)!real(fd, bytes, count / 2, offset);
  errno = chance(128) ? EIO : ENOSPC;
  return -1;
}
