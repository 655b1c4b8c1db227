// The elementwise part of a step of a recurrent cell.
#ifndef CELLS_H
#define CELLS_H
#include "numbers.h"

// Part k of map m at row r and channel c, where parts are `width` values apart.
#define PART(m, k) ((m).base + r * (m).stride + (k)*step.width + c)
#define LOAD_PART(m, k) load(PART(m, k), n)
#define STORE_PART(m, k, v) store(PART(m, k), v, n)
// Zeros where the map is left out.
#define LOAD_ANY(m) ((m).base ? LOAD(m) : all(0))

static void lstm(size_t rows, size_t channels, struct vec_cell step, struct vec_map y) {
  ROWS
    PADDED_CHANNELS(0, channels, {
      f16 i = logistic(LOAD_PART(step.gates, 0)), f = logistic(LOAD_PART(step.gates, 1));
      f16 g = hyperbolic_tangent(LOAD_PART(step.gates, 2));
      f16 o = logistic(LOAD_PART(step.gates, 3));
      f16 s = f * LOAD_ANY(step.before) + i * g;
      STORE_PART(step.gates, 0, i);
      STORE_PART(step.gates, 1, f);
      STORE_PART(step.gates, 2, g);
      STORE_PART(step.gates, 3, o);
      STORE_PART(step.gates, 4, s);
      STORE(y, o * hyperbolic_tangent(s));
    })
}

static void lstm_backward(size_t rows, size_t channels, struct vec_cell step, struct vec_map dy,
                          struct vec_map dh, struct vec_map ds, struct vec_map dgates) {
  ROWS
    PADDED_CHANNELS(0, channels, {
      f16 i = LOAD_PART(step.gates, 0), f = LOAD_PART(step.gates, 1);
      f16 g = LOAD_PART(step.gates, 2), o = LOAD_PART(step.gates, 3);
      f16 t = hyperbolic_tangent(LOAD_PART(step.gates, 4));
      f16 v = LOAD(dh) + LOAD_ANY(dy);
      f16 u = LOAD(ds) + v * o * (1 - t * t);
      STORE_PART(dgates, 0, u * g * (i * (1 - i)));
      STORE_PART(dgates, 1, u * LOAD_ANY(step.before) * (f * (1 - f)));
      STORE_PART(dgates, 2, u * i * (1 - g * g));
      STORE_PART(dgates, 3, v * t * (o * (1 - o)));
      STORE(ds, u * f);
    })
}

static void gru(size_t rows, size_t channels, struct vec_cell step, const float *bias,
                struct vec_map y) {
  ROWS
    PADDED_CHANNELS(0, channels, {
      f16 reset = logistic(LOAD_PART(step.gates, 0)), z = logistic(LOAD_PART(step.gates, 1));
      f16 q = step.before.base ? LOAD_PART(step.gates, 3) : all(0);
      if (bias) q += load(bias + c, n);
      f16 m = hyperbolic_tangent(LOAD_PART(step.gates, 2) + reset * q);
      f16 h = LOAD_ANY(step.before);
      STORE_PART(step.gates, 0, reset);
      STORE_PART(step.gates, 1, z);
      STORE_PART(step.gates, 2, m);
      STORE_PART(step.gates, 3, q);
      STORE(y, (h - m) * z + m);
    })
}

static void gru_backward(size_t rows, size_t channels, struct vec_cell step, struct vec_map dy,
                         struct vec_map dh, struct vec_map dgates) {
  ROWS
    PADDED_CHANNELS(0, channels, {
      f16 reset = LOAD_PART(step.gates, 0), z = LOAD_PART(step.gates, 1);
      f16 m = LOAD_PART(step.gates, 2), q = LOAD_PART(step.gates, 3);
      f16 v = LOAD(dh) + LOAD_ANY(dy);
      f16 dm = v * (1 - z) * (1 - m * m);
      f16 dz = v * (LOAD_ANY(step.before) - m) * (z * (1 - z));
      f16 dr = dm * q * (reset * (1 - reset));
      // The gradient of the input, then that of the hidden state.
      STORE_PART(dgates, 0, dr);
      STORE_PART(dgates, 1, dz);
      STORE_PART(dgates, 2, dm);
      STORE_PART(dgates, 3, dr);
      STORE_PART(dgates, 4, dz);
      STORE_PART(dgates, 5, dm * reset);
      STORE(dh, v * z);
    })
}
#endif
