/* The C interface of the Driftlock core.
 *
 * Ownership: every handle is made by one call and given back once by its free function; the library keeps no pointer
 * of the caller beyond a call. Of a stream dl_stream_push with learn and dl_stream_anchor are its one writer at a time;
 * all other calls only read, any number of them at once, and answer as each would alone. A call that would have to wait
 * for another thread answers DL_BUSY instead. A workspace belongs to one thread at a time and serves any number of
 * streams; it never changes an answer. A call that answers DL_OUT_OF_MEMORY leaves the stream as it was before the
 * event that needed the memory. Nothing is written to standard error and no exception leaves a call.
 *
 * Results are fixed point: bits in 1/256, probabilities in parts per billion rounded up. The same events give the same
 * numbers on every machine.
 */
#ifndef DRIFTLOCK_H
#define DRIFTLOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { DL_ABI_VERSION = 2, DL_STATE_FORMAT = 1, DL_WORDS_PER_EVENT = 16, DL_LONGEST_EVENT = 1 << 20 };

/* What a call came to. After DL_PANICKED the handle that was being written answers DL_POISONED from then on. */
enum {
    DL_OK = 0, DL_NULL = -1, DL_RANGE = -2, DL_CORRUPT = -3, DL_NEWER = -4, DL_OUT_OF_MEMORY = -5, DL_PANICKED = -6,
    DL_POISONED = -7, DL_UNTAUGHT = -8, DL_SPACE = -9, DL_BUSY = -10, DL_WRONG = -11
};

enum {
    DL_SHAPE_UNDETERMINED = 0, DL_SHAPE_LOG = 1, DL_SHAPE_TEXT = 2, DL_SHAPE_RECORD = 3, DL_SHAPE_SESSION = 4,
    DL_SHAPE_NUMERIC = 5
};
enum { DL_MODE_AUTOMATIC = 0, DL_MODE_ANCHORED = 1, DL_MODE_TRACKING = 2 };
enum { DL_FLAG_LEARNING = 1, DL_FLAG_EXTRAPOLATED = 2, DL_FLAG_TRUNCATED = 4 };

typedef struct dl_stream dl_stream;
typedef struct dl_workspace dl_workspace;
typedef struct dl_buffer dl_buffer;

typedef struct dl_options {
    uint32_t size;     /* sizeof(dl_options) */
    uint32_t baseline; /* events that teach before the first is scored, 1 to 2^20 */
    uint32_t shape;    /* DL_SHAPE_UNDETERMINED: found from the first events */
    uint32_t mode;     /* DL_MODE_AUTOMATIC: the usual one of the shape */
} dl_options;

typedef struct dl_score {
    uint32_t bits;          /* code length of the masked event under the deciding model */
    uint32_t expected_bits; /* mean of bits over that model's calibration */
    uint32_t score;         /* fused -log2 p; extrapolated beyond the calibration */
    uint32_t p;             /* conformal p-value of the deciding model */
    uint32_t anchor_p;
    uint32_t recent_p;
    uint32_t anchor_bits;
    uint32_t recent_bits;
    uint32_t calibration;   /* events in the deciding calibration */
    uint32_t flags;         /* DL_FLAG_... */
    uint32_t words_from;    /* first of this event's words in the call's words */
    uint32_t words;         /* number of them */
} dl_score;

typedef struct dl_word {
    uint32_t start, end; /* byte range in the event */
    uint32_t bits;       /* of the masked text; all words of an event together cost its bits */
    uint32_t raw_bits;   /* of the text as written */
    uint32_t literal;    /* 1: unusual as written rather than in its masked form */
} dl_word;

typedef struct dl_description {
    uint32_t shape, mode, ready, baseline, taught, calibration;
    uint64_t events, bytes;
} dl_description;

uint32_t dl_abi_version(void);
const char *dl_version(void); /* of the core, as "1.2.3"; lives as long as the library */
uint32_t dl_state_format(void);
uint32_t dl_struct_size(uint32_t which); /* 0 options, 1 score, 2 word, 3 description; else 0 */
int32_t dl_self_test(void);              /* DL_OK, or DL_WRONG if this build gets other bits than it must */

int32_t dl_workspace_new(uint32_t cached, dl_workspace **out); /* cached 0: without the line cache */
void dl_workspace_free(dl_workspace *workspace);

int32_t dl_stream_new(const dl_options *options, dl_stream **out);
int32_t dl_stream_load(const uint8_t *bytes, uint64_t length, dl_stream **out);
void dl_stream_free(dl_stream *stream);

/* The state, to be read with dl_buffer_bytes and given back with dl_buffer_free. */
int32_t dl_stream_save(const dl_stream *stream, dl_buffer **out);
const uint8_t *dl_buffer_bytes(const dl_buffer *buffer, uint64_t *length);
void dl_buffer_free(dl_buffer *buffer);

/* Scores count events in their order, event i being bytes[offsets[i]] to bytes[offsets[i + 1]], and learns each behind
 * its score if learn is not 0. The first baseline learned events only teach: DL_FLAG_LEARNING, p = 1. Events with
 * p <= explain_at get their dearest words; with explain_at above 0 words must have room for 16 an event. One call with
 * n events equals n calls with one. Arguments are checked before anything is learned. */
int32_t dl_stream_push(const dl_stream *stream, const dl_workspace *workspace, const uint8_t *bytes, uint64_t length,
                       const uint32_t *offsets, uint32_t count, uint32_t learn, uint32_t explain_at, dl_score *scores,
                       dl_word *words, uint64_t words_capacity, uint64_t *words_used);

/* The dearest words of one event as the deciding model stands, at most 16; nothing is learned. */
int32_t dl_stream_explain(const dl_stream *stream, const dl_workspace *workspace, const uint8_t *bytes, uint64_t length,
                          dl_word *words, uint64_t words_capacity, uint64_t *words_used);

/* Ends the baseline early, or makes the recent model the anchor. DL_UNTAUGHT if nothing was taught. */
int32_t dl_stream_anchor(const dl_stream *stream, const dl_workspace *workspace);

int32_t dl_stream_describe(const dl_stream *stream, dl_description *out);

/* The masked form of a text; never longer than the text. */
int32_t dl_mask(const uint8_t *text, uint64_t length, uint8_t *out, uint64_t capacity, uint64_t *used);

#ifdef __cplusplus
}
#endif

#endif
