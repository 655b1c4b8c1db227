// Loops over rows of channels, compiled once for each level of vector instructions. They are in C
// since Swift cannot compile one function for several processors; Docs/Performance.md has the
// measurements.
//
// A tensor is a matrix of `rows` pixels with `channels` values each; its stride, or `ld…`, is the
// distance between two pixels in values, at least `channels`. Nothing needs alignment. A part whose
// pointer is NULL is left out.
#ifndef VECTORS_H
#define VECTORS_H
#include <stddef.h>
#include <stdint.h>

struct vec_map {
  float *base;
  size_t stride;
};

// What the derivative of an element function is computed from.
enum vec_source { vec_of_result, vec_of_argument, vec_of_either };

// A row of the table of element functions.
struct vec_element {
  const char *name;
  enum vec_source source;
  // Whether epilogues can apply it, and norms where the derivative does not need the argument.
  int is_fused;
};

// An element function with its parameters in the order of its formula.
struct vec_function {
  size_t number;
  float p, q;
};

// What is applied to a product; center, scale and shift by channel.
struct vec_terms {
  struct vec_map before;
  const float *center, *scale, *shift;
  struct vec_map after;
  struct vec_function function;
};

// A norm along rows; scale and shift by channel, NULL where there is none.
struct vec_row_norm {
  const float *scale, *shift;
  double epsilon;
  // Whether the mean is subtracted, or taken as zero.
  int centers;
};

// What the backward pass of a norm reads: its input, its result and the gradient of that.
struct vec_norm {
  struct vec_map x, y, dy;
  const float *center;
  // Where y is NULL, the derivative is computed from the argument (x − center) · scale + shift.
  const float *scale, *shift;
  struct vec_function function;
};

// What it writes, with the factors of `vec_norm_backward` by channel.
struct vec_norm_gradients {
  const float *a, *b, *c;
  struct vec_map dx;
  int accumulate;
  struct vec_map dafter;
  int accumulate_after;
};

// A step of a recurrent cell: sums of products, part by part, that become gates.
struct vec_cell {
  // The distance between parts.
  size_t width;
  struct vec_map gates;
  // The state from which the step starts, the cell state for an LSTM; NULL for zeros.
  struct vec_map before;
};

// An operand of a loop over rows and columns: its first element, and the distances in elements
// between rows and between columns.
struct vec_operand {
  void *base;
  ptrdiff_t row, column;
};

// A row of the table of functions of two elements.
struct vec_pair {
  const char *name;
  // Whether the result is a truth value.
  int is_predicate;
  // The gradients of the operands, by number.
  size_t left, right;
};

// A row of the table of folds: the state of no elements, and that of two parts.
struct vec_fold_row {
  const char *name;
  double start;
  double (*join)(double, double);
};

// A factor of a product, or a part of it along the depth: `depth` values for each row, `spacing`
// apart. Rows are `step` values apart within a line, and lines within an image, as the windows of a
// convolution are within a map.
struct vec_part {
  const float *base;
  size_t depth, spacing, step, line, image;
};

// y = epilogue(x · weights)
struct vec_product {
  const struct vec_part *parts;
  size_t part_count;
  // Rows of a line, and lines of an image.
  size_t width, lines;
  // Panels of `panel` columns, a multiple of 16, the last with the columns that are left. A panel
  // has `stored_depth` rows, of which the product reads as many as the parts are deep. The stored
  // columns are those of y and zeros up to a multiple of 16.
  const float *weights;
  size_t panel, stored_depth, stored_columns;
  // Those of y.
  size_t columns;
  // The weights that are read next, which are prefetched; NULL for those of the first column again.
  const float *following;
  const struct vec_terms *terms;
  struct vec_map y;
};

// A line of windows of three by three over the channels of a map, at a stride of one or two.
struct vec_window_line {
  // The first pixel of each line of the map under the windows; NULL outside the map.
  const float *pixels[3];
  // Pixels of a line, and the distance between them.
  size_t width, step;
  // Columns of the first window that are left of the map.
  size_t padding;
  size_t stride, windows, channels;
  // The distance between taps of the filter, which has a row of channels for each.
  size_t filter_step;
};

// Types of whole numbers; truth values are bytes, 0 and 1.
enum vec_whole {
  vec_int64,
  vec_int32,
  vec_int16,
  vec_int8,
  vec_uint64,
  vec_uint32,
  vec_uint16,
  vec_uint8
};

// The most values that `multiply_adds` keeps in registers.
enum { vec_chain_values = 256 };

// Element functions

size_t vec_element_count(void);
// The function with this number, which is below the count.
const struct vec_element *vec_element(size_t number);

// Functions of two elements, their gradients and folds

size_t vec_pair_count(void);
const struct vec_pair *vec_pair(size_t number);
size_t vec_gradient_count(void);
const char *vec_gradient(size_t number);
size_t vec_fold_count(void);
const struct vec_fold_row *vec_fold_row(size_t number);
// y = f(a, b) for whole numbers of a type, with truth values as bytes; sums wrap around.
void vec_combine_whole(size_t rows, size_t columns, size_t pair, enum vec_whole type,
                       struct vec_operand a, struct vec_operand b, struct vec_operand y);

// Levels

// The loops for one level of vector instructions, by their names in vector_loops.h.
struct vec_loops {
  // "baseline" (what every processor of the architecture has), "AVX2" (x86-64-v3) or "AVX-512".
  const char *level;
#define LOOP(result, name, parameters, arguments) result(*name) parameters;
#include "vector_loops.h"
#undef LOOP
};

// How many levels the processor and the operating system support; at least 1.
size_t vec_level_count(void);
// The level with a number, narrowest vectors first. At first the last is in use.
const struct vec_loops *vec_level(size_t index);
// The level in use.
const struct vec_loops *vec_level_in_use(void);
// Selects the level with this name for all threads; returns 0, or −1 where it cannot run here.
int vec_use(const char *level);

// vec_affine(…) and so on: the loop of the level in use.
#define LOOP(result, name, parameters, arguments) \
  static inline result vec_##name parameters { return vec_level_in_use()->name arguments; }
#include "vector_loops.h"
#undef LOOP
#endif
