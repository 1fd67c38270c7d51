/* The floor under reading a CSV: one pass of one core over the bytes of a file, from its name on.

   Splits the rows (quotes honoured), parses times to seconds and amounts to fen, and gives each text column codes
   by a 64-bit hash of its bytes. Nothing is decoded, checked, judged or kept beyond that.

   cc -O3 -march=native floor.c -o floor
   floor FILE HEADER TIMES AMOUNTS TEXTS [FILE ...]
   HEADER: the bytes its header line begins with; the rest: columns, 0,1,2 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#ifndef MAP_POPULATE
#define MAP_POPULATE 0 /* Linux alone fills the pages at once */
#endif

enum { COLUMNS = 32 };

typedef struct { const char *at; long length; } Cell;
typedef struct { uint64_t hash; int32_t code; } Slot;
typedef struct { Slot *slots; uint64_t mask; int32_t count; } Codes;
typedef struct { int column[COLUMNS]; int count; } Columns;

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static uint64_t hashed(const char *at, long length) {
    uint64_t hash = 0x9E3779B97F4A7C15ull ^ length, word;
    for (; length >= 8; at += 8, length -= 8) {
        memcpy(&word, at, 8);
        hash = (hash ^ word) * 0xff51afd7ed558ccdull;
        hash ^= hash >> 32;
    }
    word = 0;
    memcpy(&word, at, length);
    hash = (hash ^ word) * 0xff51afd7ed558ccdull;
    return (hash ^ hash >> 29) | 1;
}

static Codes coder(uint64_t size) {
    Codes codes = {calloc(size, sizeof(Slot)), size - 1, 0};
    return codes;
}

static Slot *slot_of(Codes *codes, uint64_t hash) {
    uint64_t place = hash & codes->mask;
    while (codes->slots[place].hash && codes->slots[place].hash != hash) place = (place + 1) & codes->mask;
    return &codes->slots[place];
}

static void grow(Codes *codes) {
    Codes larger = coder((codes->mask + 1) * 2);
    for (uint64_t n = 0; n <= codes->mask; n++)
        if (codes->slots[n].hash) *slot_of(&larger, codes->slots[n].hash) = codes->slots[n];
    larger.count = codes->count;
    free(codes->slots);
    *codes = larger;
}

static int32_t code_of(Codes *codes, Cell cell) {
    uint64_t hash = hashed(cell.at, cell.length);
    Slot *slot = slot_of(codes, hash);
    if (slot->hash) return slot->code;
    slot->hash = hash;
    slot->code = codes->count++;
    int32_t code = slot->code;
    if ((uint64_t)codes->count * 2 > codes->mask) grow(codes);
    return code;
}

static int64_t days(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Digits of the cells, whatever stands between them: 20250612 and 14:03:59 make a moment, and so does a day alone. */
static int64_t seconds(const Cell *cells, Columns which) {
    int64_t number = 0;
    int digits = 0;
    for (int n = 0; n < which.count; n++)
        for (long i = 0; i < cells[which.column[n]].length; i++) {
            unsigned digit = (unsigned)(cells[which.column[n]].at[i] - '0');
            if (digit < 10) number = number * 10 + digit, digits++;
        }
    if (digits == 8) number *= 1000000;
    int64_t day = number / 1000000, clock = number % 1000000;
    return days(day / 10000, day / 100 % 100, day % 100) * 86400 + clock / 10000 * 3600 + clock / 100 % 100 * 60 + clock % 100;
}

static int64_t fen(const Cell *cells, Columns which) {
    int64_t sum = 0;
    for (int n = 0; n < which.count; n++) {
        int64_t amount = 0;
        for (long i = 0; i < cells[which.column[n]].length; i++) {
            unsigned digit = (unsigned)(cells[which.column[n]].at[i] - '0');
            if (digit < 10) amount = amount * 10 + digit;
        }
        sum += amount;
    }
    return sum;
}

static int split(const char **place, const char *end, Cell *cells) {
    const char *at = *place;
    int count = 0;
    while (count < COLUMNS && at < end) {
        if (*at == '"') {
            const char *start = ++at;
            while (at < end && !(*at == '"' && (at + 1 == end || at[1] != '"'))) at += *at == '"' ? 2 : 1;
            cells[count++] = (Cell){start, at - start};
            while (at < end && *at != ',' && *at != '\n') at++;
        } else {
            const char *start = at;
            while (at < end && *at != ',' && *at != '\n') at++;
            cells[count++] = (Cell){start, at - start};
        }
        if (at < end && *at++ == '\n') break;
    }
    *place = at;
    return count;
}

static Columns numbers(const char *text) {
    Columns which = {{0}, 0};
    for (char *next; *text; text = *next ? next + 1 : next) which.column[which.count++] = strtol(text, &next, 10);
    return which;
}

static void print_codes(const Codes *coders, int count) {
    printf("\"different\": [");
    for (int n = 0; n < count; n++) printf("%s%d", n ? ", " : "", coders[n].count);
    printf("]}");
}

/* One file; prints what it held, so that none of the work can be left out. */
static int pass(char **given) {
    Columns times = numbers(given[2]), amounts = numbers(given[3]), texts = numbers(given[4]);
    int file = open(given[0], O_RDONLY);
    struct stat about;
    if (file < 0 || fstat(file, &about)) return 1;
    const char *bytes = mmap(NULL, about.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (bytes == MAP_FAILED) return 1;
    const char *at = bytes, *end = bytes + about.st_size;
    while (at < end && strncmp(at, given[1], strlen(given[1]))) at = (const char *)memchr(at, '\n', end - at) + 1;
    at = (const char *)memchr(at, '\n', end - at) + 1;
    long rows = 0, room = about.st_size / 40 + 1;
    int64_t *when = malloc(room * 8), *paid = malloc(room * 8), sum = 0;
    int32_t *codes[COLUMNS];
    Codes coders[COLUMNS];
    for (int n = 0; n < texts.count; n++) codes[n] = malloc(room * 4), coders[n] = coder(1 << 12);
    Cell cells[COLUMNS];
    while (at < end && rows < room) {
        if (split(&at, end, cells) < 7) continue; /* a footer */
        when[rows] = seconds(cells, times);
        sum += paid[rows] = fen(cells, amounts);
        for (int n = 0; n < texts.count; n++) codes[n][rows] = code_of(&coders[n], cells[texts.column[n]]);
        rows++;
    }
    printf("{\"rows\": %ld, \"fen\": %lld, \"last\": %lld, ", rows, (long long)sum, rows ? (long long)when[rows - 1] : 0);
    print_codes(coders, texts.count);
    return 0;
}

int main(int count, char **given) {
    if (count < 6 || count % 5 != 1) return 2;
    double begun = now(CLOCK_MONOTONIC);
    printf("{\"said\": {\"files\": [");
    for (int n = 1; n < count; n += 5) {
        if (n > 1) printf(", ");
        if (pass(given + n)) return 1;
    }
    double ended = now(CLOCK_MONOTONIC);
    printf("]}, \"begun\": %.9f, \"ended\": %.9f, \"cpu\": %.9f, \"stages\": []}\n", begun, ended, now(CLOCK_PROCESS_CPUTIME_ID));
    return 0;
}
