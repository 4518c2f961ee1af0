/* A disk that fails at one call, for one process: preloaded between the program and the C library.
 *
 * Counted are calls on files below SUBCA_FAIL_BELOW: those of a kind (SUBCA_FAIL_CALL: write, sync or rename). Call number
 * SUBCA_FAIL_AT fails with SUBCA_FAIL_ERRNO; with SUBCA_FAIL_SHORT=1 it writes half and tells so; with SUBCA_FAIL_ON=1
 * every later one fails too, as on a disk that stays full. SUBCA_FAIL_COUNT names a file that gets the number of calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls, at = -1, error_number, is_short, goes_on;
static const char *below, *kind, *counted;

__attribute__((constructor)) static void begin(void) {
    below = getenv("SUBCA_FAIL_BELOW");
    kind = getenv("SUBCA_FAIL_CALL");
    counted = getenv("SUBCA_FAIL_COUNT");
    at = getenv("SUBCA_FAIL_AT") ? atol(getenv("SUBCA_FAIL_AT")) : -1;
    error_number = getenv("SUBCA_FAIL_ERRNO") ? atol(getenv("SUBCA_FAIL_ERRNO")) : EIO;
    is_short = getenv("SUBCA_FAIL_SHORT") != NULL;
    goes_on = getenv("SUBCA_FAIL_ON") != NULL;
}

__attribute__((destructor)) static void end(void) {
    if (counted == NULL) return;
    FILE *stream = fopen(counted, "w");
    if (stream == NULL) return;
    fprintf(stream, "%ld\n", calls);
    fclose(stream);
}

static int is_below(const char *path) { return below != NULL && strncmp(path, below, strlen(below)) == 0; }

static int is_ours(int descriptor) {
    char name[64], path[PATH_MAX + 1];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(name, path, PATH_MAX);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* 0: let it pass; 1: fail; 2: write half. The numbers of threads that write at once may come in any order. */
static int verdict(const char *call, int ours) {
    if (kind == NULL || strcmp(call, kind) != 0 || !ours) return 0;
    long number = __sync_fetch_and_add(&calls, 1);
    if (at < 0 || number < at) return 0;
    if (number == at) return is_short ? 2 : 1;
    return goes_on ? 1 : 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL return errno = (int)error_number, -1

ssize_t write(int descriptor, const void *data, size_t size) {
    int found = verdict("write", is_ours(descriptor));
    if (found == 1) FAIL;
    return REAL(write)(descriptor, data, found == 2 && size > 1 ? size / 2 : size);
}

ssize_t pwrite(int descriptor, const void *data, size_t size, off_t place) {
    int found = verdict("write", is_ours(descriptor));
    if (found == 1) FAIL;
    return REAL(pwrite)(descriptor, data, found == 2 && size > 1 ? size / 2 : size, place);
}

ssize_t pwrite64(int descriptor, const void *data, size_t size, off64_t place) {
    int found = verdict("write", is_ours(descriptor));
    if (found == 1) FAIL;
    return REAL(pwrite64)(descriptor, data, found == 2 && size > 1 ? size / 2 : size, place);
}

int ftruncate(int descriptor, off_t size) {
    if (verdict("write", is_ours(descriptor))) FAIL;
    return REAL(ftruncate)(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) {
    if (verdict("write", is_ours(descriptor))) FAIL;
    return REAL(ftruncate64)(descriptor, size);
}

int fsync(int descriptor) {
    if (verdict("sync", is_ours(descriptor))) FAIL;
    return REAL(fsync)(descriptor);
}

int fdatasync(int descriptor) {
    if (verdict("sync", is_ours(descriptor))) FAIL;
    return REAL(fdatasync)(descriptor);
}

int rename(const char *from, const char *to) {
    if (verdict("rename", is_below(to))) FAIL;
    return REAL(rename)(from, to);
}
