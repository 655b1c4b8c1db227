// Tiles of products with weights in panels: the sums of some rows and columns stay in registers
// over the whole depth, and what follows the product is applied to them before they are stored.
#ifndef TILES_H
#define TILES_H
#include "elementwise.h"

// Values that a tile prefetches while it multiplies: one line for each step along the depth.
struct stream {
  const float *base;
  size_t step;
};

// Some columns of a product; the rows of their weights are `stride` values apart.
struct strip {
  const struct vec_product *product;
  const float *weights;
  size_t stride;
  // Weights and rows that are read next.
  struct stream next_weights, next_rows;
};

// Rows of a product: the first and their number, and where the first lies in the parts.
struct tile_rows {
  size_t first, count, image, line, x;
};

// What a tile writes: y, and the bounds of the values after all terms.
struct tile_result {
  struct vec_map y;
  struct vec_terms terms;
  float lower, upper;
};

// Where rows lie in a part.
INLINE const float *in_part(const struct tile_rows *at, struct vec_part part) {
  return part.base + at->image * part.image + at->line * part.line + at->x * part.step;
}

typedef void tile_function(const struct strip *s, const struct tile_rows *at,
                           const struct tile_result *result);

// The most rows and vectors of a tile.
enum { most_rows = 8, most_vectors = 4 };

// Runs what follows for every row r and vector v of a tile.
#define TILE      \
  EACH(r, height) \
    EACH(v, width)
#define TILE_IN(m) (*(f16 *)((m).base + r * (m).stride + v * lanes))
#define TILE_COLUMN(values) (*(const f16 *)((values) + v * lanes))

// A tile of `height` rows and `width` vectors, which are constants where it is inlined: the sums
// are in registers only if no index of theirs is a variable.
INLINE void tile(const size_t height, const size_t width, const struct strip *s,
                 const struct tile_rows *at, const struct tile_result *result) {
  const struct vec_map y = result->y;
  const struct vec_terms t = result->terms;
  f16 sums[most_rows][most_vectors];
  TILE sums[r][v] = (f16){0};
  if (t.before.base) TILE __builtin_prefetch(&TILE_IN(t.before));
  if (t.after.base) TILE __builtin_prefetch(&TILE_IN(t.after));
  const float *w = s->weights;
  struct stream weights = s->next_weights, rows = s->next_rows;
  const size_t stride = s->stride;
  for (size_t p = 0; p < s->product->part_count; p++) {
    const struct vec_part part = s->product->parts[p];
    const float *x = in_part(at, part);
    for (size_t k = part.depth; k; k--, x += part.spacing, w += stride) {
      __builtin_prefetch(weights.base, 0, 2);
      __builtin_prefetch(rows.base, 0, 2);
      weights.base += weights.step;
      rows.base += rows.step;
      TILE sums[r][v] += TILE_COLUMN(w) * x[r * part.step];
    }
  }
  ADD_TERMS(t, TILE, sums[r][v], TILE_IN, TILE_COLUMN)
  const float lower = result->lower, upper = result->upper;
  TILE TILE_IN(y) = within(sums[r][v], lower, upper);
}

// The tiles of a width by their number of rows.
#define TILE_FUNCTION(height, width)                                                     \
  static void tile_##height##x##width(const struct strip *s, const struct tile_rows *at, \
                                      const struct tile_result *result) {                \
    tile(height, width, s, at, result);                                                  \
  }
#define TILE_ENTRY(height, width) tile_##height##x##width,
#define TO_2(ROW, width) ROW(1, width) ROW(2, width)
#define TO_6(ROW, width) TO_2(ROW, width) ROW(3, width) ROW(4, width) ROW(5, width) ROW(6, width)
#define TO_8(ROW, width) TO_6(ROW, width) ROW(7, width) ROW(8, width)

#if TILE_LEVEL == 512
TO_6(TILE_FUNCTION, 4)
TO_8(TILE_FUNCTION, 2)
TO_8(TILE_FUNCTION, 1)
#elif TILE_LEVEL == 256
TO_6(TILE_FUNCTION, 1)
#else
TO_2(TILE_FUNCTION, 1)
#endif

// As wide as a strip; widest first.
struct tile_family {
  size_t vectors, rows;
  tile_function *const *tiles;
};

static const struct tile_family families[] = {
#if TILE_LEVEL == 512
    {4, 6, (tile_function *const[]){TO_6(TILE_ENTRY, 4)}},
    {2, 8, (tile_function *const[]){TO_8(TILE_ENTRY, 2)}},
    {1, 8, (tile_function *const[]){TO_8(TILE_ENTRY, 1)}},
#elif TILE_LEVEL == 256
    {1, 6, (tile_function *const[]){TO_6(TILE_ENTRY, 1)}},
#else
    {1, 2, (tile_function *const[]){TO_2(TILE_ENTRY, 1)}},
#endif
};
#endif
