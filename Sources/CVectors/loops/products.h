// Products with weights in panels, tile by tile.
#ifndef PRODUCTS_H
#define PRODUCTS_H
#include "tiles.h"

// The tiles that are taken through all columns together: their rows stay in the L1 or L2 cache.
enum { most_tiles = 12 };

// A block of tiles and the row after it.
struct block {
  size_t count;
  struct tile_rows tiles[most_tiles];
  struct tile_rows next;
};

// Where a row lies.
static struct tile_rows row_at(const struct vec_product *p, size_t row) {
  size_t line = row / p->width;
  return (struct tile_rows){
      .first = row, .image = line / p->lines, .line = line % p->lines, .x = row % p->width};
}

// The next tiles of at most `height` rows, as even as possible, none of which crosses a line.
static struct block next_block(const struct vec_product *p, struct tile_rows at, size_t end,
                               size_t height) {
  struct block b = {.count = 0};
  size_t left = 0, tiles = 0;
  while (b.count < most_tiles && at.first < end) {
    if (left == 0) {
      left = p->width - at.x;
      if (left > end - at.first) left = end - at.first;
      tiles = (left + height - 1) / height;
    }
    at.count = (left + tiles - 1) / tiles;
    tiles--;
    b.tiles[b.count++] = at;
    left -= at.count;
    at.first += at.count;
    at.x += at.count;
    if (at.x == p->width) {
      at.x = 0;
      at.line++;
      if (at.line == p->lines) {
        at.line = 0;
        at.image++;
      }
    }
  }
  b.next = at;
  return b;
}

// The weights of a column in the first row, and the distance to those in the next.
static const float *weights_of(const struct vec_product *p, size_t column, size_t *stride) {
  size_t panel = column / p->panel * p->panel;
  size_t left = p->stored_columns - panel;
  *stride = left < p->panel ? left : p->panel;
  return p->weights + panel * p->stored_depth + (column - panel);
}

// The bounds that are the function of the terms; returns 0 where it is another one.
#define NUMBER(name, ...) number_##name,
enum { ELEMENTS(NUMBER) };
#undef NUMBER
static int bounds_of(struct vec_function f, float *lower, float *upper) {
  *lower = -INFINITY;
  *upper = INFINITY;
  switch (f.number) {
    case number_identity:
      return 1;
    case number_relu:
      *lower = 0;
      return 1;
    case number_relu6:
      *lower = 0;
      *upper = 6;
      return 1;
    case number_clip:
      *lower = f.p;
      *upper = f.q;
      return 1;
    default:
      return 0;
  }
}

// The terms at a row and a column.
static struct vec_terms terms_at(const struct vec_terms *t, size_t row, size_t column) {
  struct vec_terms moved = *t;
  if (t->before.base) moved.before.base += row * t->before.stride + column;
  if (t->after.base) moved.after.base += row * t->after.stride + column;
  if (t->center) moved.center += column;
  if (t->scale) moved.scale += column;
  if (t->shift) moved.shift += column;
  return moved;
}

// A tile with all its columns, and one whose last columns do not exist.
static void whole_tile(tile_function *tile, const struct strip *s, const struct tile_rows *at,
                       size_t column, size_t columns) {
  const struct vec_product *p = s->product;
  struct tile_result result = {.terms = terms_at(p->terms, at->first, column)};
  result.y = (struct vec_map){p->y.base + at->first * p->y.stride + column, p->y.stride};
  struct vec_function f = p->terms->function;
  int is_bounded = bounds_of(f, &result.lower, &result.upper);
  tile(s, at, &result);
  if (!is_bounded) apply(at->count, columns, result.y, f, result.y);
}

static void partial_tile(tile_function *tile, const struct strip *s, const struct tile_rows *at,
                         size_t column, size_t columns) {
  const struct vec_product *p = s->product;
  float sums[most_rows * lanes];
  struct tile_result result = {.y = {sums, lanes}, .lower = -INFINITY, .upper = INFINITY};
  tile(s, at, &result);
  struct vec_terms terms = terms_at(p->terms, at->first, column);
  epilogue(at->count, columns, result.y, &terms,
           (struct vec_map){p->y.base + at->first * p->y.stride + column, p->y.stride});
}

// What the tiles of a strip or a block prefetch, by their shares of it.
struct shares {
  struct stream first;
  size_t values;
};

// The weights of the columns that follow: together the tiles of a block ask for all of them.
static struct shares weights_after(const struct vec_product *p, size_t column, size_t end,
                                   size_t first, size_t width, size_t tiles) {
  size_t stride, next = column + width;
  const float *weights = weights_of(p, next < end ? next : first, &stride);
  if (next >= end && p->following) weights = p->following;
  if (stride == width) return (struct shares){{weights, lanes}, p->stored_depth / tiles * stride};
  // The lines of a strip are not side by side: every tile asks for another one of each row.
  return (struct shares){{weights, stride}, lanes};
}

// The rows of the next block; nothing where these are not side by side.
static struct shares rows_after(const struct vec_product *p, const struct block *next,
                                size_t tiles) {
  const struct vec_part part = p->parts[0];
  if (next->count == 0 || part.step > part.depth) return (struct shares){{part.base, 0}, 0};
  size_t share = (next->next.first - next->tiles[0].first) * part.step / tiles;
  return (struct shares){{in_part(&next->tiles[0], part), share / p->stored_depth + 1}, share};
}

// The columns `column ..< end` of a block, in strips of a family's width.
static void multiply_block(const struct vec_product *p, const struct block *b,
                           const struct block *next, size_t column, size_t end,
                           const struct tile_family *f) {
  const size_t width = f->vectors * lanes;
  struct shares rows = rows_after(p, next, (end - column + width - 1) / width * b->count);
  for (size_t c = column; c < end; c += width) {
    struct shares weights = weights_after(p, c, end, column, width, b->count);
    struct strip s = {.product = p, .next_weights = weights.first, .next_rows = rows.first};
    s.weights = weights_of(p, c, &s.stride);
    for (size_t t = 0; t < b->count; t++) {
      tile_function *tile = f->tiles[b->tiles[t].count - 1];
      if (c + width <= p->columns)
        whole_tile(tile, &s, &b->tiles[t], c, width);
      else
        partial_tile(tile, &s, &b->tiles[t], c, p->columns - c);
      s.next_weights.base += weights.values;
      s.next_rows.base += rows.values;
    }
    rows.first.base = s.next_rows.base;
  }
}

static void multiply_strips(const struct vec_product *p, size_t row, size_t rows_end, size_t column,
                            size_t end, const struct tile_family *f) {
  struct block b = next_block(p, row_at(p, row), rows_end, f->rows);
  while (b.count) {
    struct block next = next_block(p, b.next, rows_end, f->rows);
    multiply_block(p, &b, &next, column, end, f);
    b = next;
  }
}

// Whether narrower tiles take a short line in one piece where the widest take it in two.
static int is_wasteful(const struct tile_family *f, size_t line) {
  return f->vectors == most_vectors && line > f->rows && line <= f[1].rows;
}

static void multiply_panels(const struct vec_product *p, size_t row, size_t rows_end, size_t column,
                            size_t columns_end) {
  for (const struct tile_family *f = families; column < columns_end; f++) {
    const size_t width = f->vectors * lanes;
    if (width > p->panel || is_wasteful(f, p->width)) continue;
    size_t whole = column + (columns_end - column) / width * width;
    size_t end = f->vectors == 1 ? columns_end : whole;
    if (column < end) multiply_strips(p, row, rows_end, column, end, f);
    column = end;
  }
}
#endif
