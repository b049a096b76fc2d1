/* The core as a program in C, or in C++, uses it. "list" prints what driftlock.h declares, as this compiler sees it;
 * names.inc, made of the header, names it all. "live" uses a stream, and prints what every call came to. */
#include "driftlock.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define CONSTANT(name) printf(#name " %d\n", (int)name);
#define STRUCTURE(type) printf(#type " %u\n", (unsigned)sizeof(type));
#define FIELD(type, name) printf(#type "." #name " %u\n", (unsigned)offsetof(type, name));
#define STATUS(call) printf("%d " #call "\n", (int)(call))

static int list(void)
{
#include "names.inc"
    return 0;
}

static int live(void)
{
    static const char text[] = "GET /cart 200GET /cart 201PANIC: disk full";
    const uint8_t *bytes = (const uint8_t *)text;
    const uint64_t length = sizeof text - 1;
    const uint32_t offsets[] = {0, 13, 26, 42}, descending[] = {0, 26, 13, 42};
    dl_options options = {sizeof(dl_options), 2, DL_SHAPE_UNDETERMINED, DL_MODE_AUTOMATIC};
    dl_options short_options = {sizeof(dl_options) - 1, 2, DL_SHAPE_UNDETERMINED, DL_MODE_AUTOMATIC};
    dl_workspace *workspace = NULL;
    dl_stream *stream = NULL, *restored = NULL;
    dl_buffer *state = NULL;
    dl_score scores[3];
    dl_word words[3 * DL_WORDS_PER_EVENT];
    dl_description description;
    const uint8_t *saved;
    uint8_t masked[42];
    uint64_t used = 0, saved_length = 0;

    printf("%s\n", dl_version());
    STATUS(dl_self_test());
    STATUS(dl_workspace_new(1, &workspace));
    STATUS(dl_stream_new(&short_options, &stream));
    STATUS(dl_stream_new(&options, &stream));
    STATUS(dl_stream_anchor(stream, workspace));
    STATUS(dl_stream_push(NULL, workspace, bytes, length, offsets, 3, 1, 0, scores, words, 0, &used));
    STATUS(dl_stream_push(stream, workspace, bytes, length, descending, 3, 1, 0, scores, words, 0, &used));
    STATUS(dl_stream_push(stream, workspace, bytes, length, offsets, 3, 1, 1000000000, scores, words, 47, &used));
    STATUS(dl_stream_push(stream, workspace, bytes, length, offsets, 3, 1, 1000000000, scores, words, 48, &used));
    printf("%u %u %u, ", scores[0].flags, scores[1].flags, scores[2].flags & DL_FLAG_LEARNING);
    printf("words %u\n", (unsigned)used);
    STATUS(dl_stream_push(stream, workspace, bytes, length, offsets, 3, 0, 0, scores, words, 0, &used));
    STATUS(dl_stream_explain(stream, workspace, bytes + 26, 16, words, 48, &used));
    printf("dearest %.*s\n", (int)(words[0].end - words[0].start), text + 26 + words[0].start);
    STATUS(dl_stream_describe(stream, &description));
    printf("ready %u, events %u\n", description.ready, (unsigned)description.events);
    STATUS(dl_stream_save(stream, &state));
    saved = dl_buffer_bytes(state, &saved_length);
    STATUS(dl_stream_load(saved, saved_length - 1, &restored));
    STATUS(dl_stream_load(saved, saved_length, &restored));
    STATUS(dl_stream_anchor(restored, workspace));
    STATUS(dl_mask(bytes, 13, masked, 8, &used));
    STATUS(dl_mask(bytes, 13, masked, sizeof masked, &used));
    printf("masked %.*s\n", (int)used, (const char *)masked);
    dl_buffer_free(state);
    dl_stream_free(restored);
    dl_stream_free(stream);
    dl_workspace_free(workspace);
    return 0;
}

int main(int count, char **arguments)
{
    return count == 2 && strcmp(arguments[1], "list") == 0 ? list() : live();
}
