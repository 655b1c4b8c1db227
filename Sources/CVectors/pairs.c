// The names of functions of two elements and of folds, and the integer versions, which need no
// vectors.
#include "loops/pairs.h"

#include "include/vectors.h"
#include "loops/folds.h"

enum {
#define GRADIENT(name, value) number_of_##name,
  GRADIENTS(GRADIENT)
#undef GRADIENT
};

enum { number, truth };

#define PAIR(name, result, value, whole, left, right) \
  {#name, result == truth, number_of_##left, number_of_##right},
static const struct vec_pair pairs[] = {PAIRS(PAIR)};
#undef PAIR

size_t vec_pair_count(void) { return sizeof pairs / sizeof *pairs; }

const struct vec_pair *vec_pair(size_t index) { return &pairs[index]; }

#define GRADIENT(name, value) #name,
static const char *const gradients[] = {GRADIENTS(GRADIENT)};
#undef GRADIENT

size_t vec_gradient_count(void) { return sizeof gradients / sizeof *gradients; }

const char *vec_gradient(size_t index) { return gradients[index]; }

#define FOLD(name, start, next, joined) \
  static double join_##name(double s, double t) { return joined; }
FOLDS(FOLD)
#undef FOLD

#define FOLD(name, start, next, joined) {#name, start, join_##name},
static const struct vec_fold_row folds[] = {FOLDS(FOLD)};
#undef FOLD

size_t vec_fold_count(void) { return sizeof folds / sizeof *folds; }

const struct vec_fold_row *vec_fold_row(size_t index) { return &folds[index]; }

// Whole numbers

#define PAIR(name, result, value, whole, left, right) \
  static int64_t combined_##name(int64_t a, int64_t b) { return whole; }
PAIRS(PAIR)
#undef PAIR

#define PAIR(name, ...) combined_##name,
static int64_t (*const wholes[])(int64_t, int64_t) = {PAIRS(PAIR)};
#undef PAIR

static int64_t whole_at(enum vec_whole type, const void *base, ptrdiff_t index) {
  switch (type) {
    case vec_int64:
      return ((const int64_t *)base)[index];
    case vec_int32:
      return ((const int32_t *)base)[index];
    case vec_int16:
      return ((const int16_t *)base)[index];
    case vec_int8:
      return ((const int8_t *)base)[index];
    case vec_uint64:
      return (int64_t)((const uint64_t *)base)[index];
    case vec_uint32:
      return ((const uint32_t *)base)[index];
    case vec_uint16:
      return ((const uint16_t *)base)[index];
    default:
      return ((const uint8_t *)base)[index];
  }
}

static void put_whole(enum vec_whole type, void *base, ptrdiff_t index, int64_t value) {
  switch (type) {
    case vec_int64:
      ((int64_t *)base)[index] = value;
      break;
    case vec_int32:
      ((int32_t *)base)[index] = (int32_t)value;
      break;
    case vec_int16:
      ((int16_t *)base)[index] = (int16_t)value;
      break;
    case vec_int8:
      ((int8_t *)base)[index] = (int8_t)value;
      break;
    case vec_uint64:
      ((uint64_t *)base)[index] = (uint64_t)value;
      break;
    case vec_uint32:
      ((uint32_t *)base)[index] = (uint32_t)value;
      break;
    case vec_uint16:
      ((uint16_t *)base)[index] = (uint16_t)value;
      break;
    default:
      ((uint8_t *)base)[index] = (uint8_t)value;
  }
}

void vec_combine_whole(size_t rows, size_t columns, size_t pair, enum vec_whole type,
                       struct vec_operand a, struct vec_operand b, struct vec_operand y) {
  enum vec_whole result = pairs[pair].is_predicate ? vec_uint8 : type;
  for (ptrdiff_t r = 0; r < (ptrdiff_t)rows; r++)
    for (ptrdiff_t c = 0; c < (ptrdiff_t)columns; c++) {
      int64_t left = whole_at(type, a.base, r * a.row + c * a.column);
      int64_t right = whole_at(type, b.base, r * b.row + c * b.column);
      put_whole(result, y.base, r * y.row + c * y.column, wholes[pair](left, right));
    }
}
