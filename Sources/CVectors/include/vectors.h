// Loops over rows of channels, in three clones: AVX-512, AVX2 with FMA, and what every processor of
// the architecture has. The loader picks one. Docs/Performance.md has the measurement that put these
// loops into C: Swift has no way to compile one function for several processors.
//
// A tensor is a matrix of `rows` pixels with `channels` values each; `ld…` is the distance of two
// pixels in values, at least `channels`. Nothing needs alignment. A NULL pointer leaves a part out.
#ifndef VECTORS_H
#define VECTORS_H
#include <stddef.h>
#include <stdint.h>

enum vec_activation { vec_identity = 0, vec_relu, vec_relu6, vec_sigmoid, vec_tanh };

// The clone that runs: "AVX-512", "AVX2" or "baseline".
const char *vec_clone_name(void);

// y = activation((x + pre − center) · scale + shift + post); center, scale and shift by channel.
void vec_epilogue(size_t rows, size_t channels, const float *x, size_t ldx, const float *pre,
                  size_t ldpre, const float *center, const float *scale, const float *shift,
                  const float *post,
                  size_t ldpost, int activation, float *y, size_t ldy);
// dx (+)= dy · activation'(x), the derivative taken from the result y.
void vec_activation_backward(size_t rows, size_t channels, const float *y, size_t ldy,
                             const float *dy, size_t lddy, int activation, float *dx, size_t lddx,
                             int accumulate);
// y (+)= alpha · x + beta
void vec_affine(size_t rows, size_t channels, const float *x, size_t ldx, float alpha, float beta,
                float *y, size_t ldy, int accumulate);
// y = a + b
void vec_add(size_t rows, size_t channels, const float *a, size_t lda, const float *b, size_t ldb,
             float *y, size_t ldy);
// y (+)= a · b; with ldb = 0, b is one row for all pixels.
void vec_multiply(size_t rows, size_t channels, const float *a, size_t lda, const float *b,
                  size_t ldb, float *y, size_t ldy, int accumulate);
// y (+)= alpha · v in every row
void vec_broadcast(size_t rows, size_t channels, const float *v, float alpha, float *y, size_t ldy,
                   int accumulate);
// sums[c] += Σ over rows of a[c]
void vec_sum_columns(size_t rows, size_t channels, const float *a, size_t lda, double *sums);
// sums[c] += Σ over rows of a[c] · b[c]
void vec_dot_columns(size_t rows, size_t channels, const float *a, size_t lda, const float *b,
                     size_t ldb, float *sums);
// sums[c] += Σ (x − pivot), squares[c] += Σ (x − pivot)²
void vec_moments(size_t rows, size_t channels, const float *x, size_t ldx, const float *pivot,
                 double *sums, double *squares);
// With g = dy · activation'(y): sums[c] += Σ g, products[c] += Σ g · (x − pivot).
void vec_norm_backward_sums(size_t rows, size_t channels, const float *x, size_t ldx,
                            const float *y, size_t ldy, const float *dy, size_t lddy,
                            const float *pivot, int activation, double *sums, double *products);
// With g = dy · activation'(y): dx (+)= a · g + b · (x − center) + c by channel, and dpost (+)= g.
void vec_norm_backward(size_t rows, size_t channels, const float *x, size_t ldx, const float *y,
                       size_t ldy, const float *dy, size_t lddy, const float *a, const float *b,
                       const float *center, const float *c, int activation, float *dx,
                       size_t lddx, int accumulate, float *dpost, size_t lddpost, int accumulate_post);
// y[p][c] (+)= Σ over t of x[t][p][c] · w[t][c], the pixels p `step_x` and `step_y` values apart
void vec_weighted_sums(size_t count, const float *const *x, const float *const *w, size_t channels,
                       size_t pixels, size_t step_x, float *y, size_t step_y, int accumulate);
// y[c] = max over t of x[t][c]; position[c] = the first t that has it.
void vec_maximum(size_t count, const float *const *x, size_t channels, float *y,
                 uint8_t *position);
// dx[t][c] += dy[c] where position[c] = t
void vec_maximum_backward(size_t count, float *const *dx, size_t channels, const float *dy,
                          const uint8_t *position);
// y[c][r] = x[r][c]: y has `channels` rows of length ldy.
void vec_transpose(size_t rows, size_t channels, const float *x, size_t ldx, float *y, size_t ldy);
// patch[w][u][i] = sources[u][w·step + i], or zero where there is no line, for i < length
void vec_window_lines(size_t windows, size_t step, size_t lines, const float *const *sources,
                      size_t length, float *patch, size_t ldp);
// patch[g][t][c] = pixels[t][g][c], or zero where there is no pixel; c counts within a group.
void vec_group_patch(size_t taps, const float *const *pixels, size_t groups, size_t width,
                     float *patch);
// y[g][c] += patch[g][0][c]: one tap of a patch goes back to its pixel.
void vec_add_group_tap(size_t taps, const float *patch, size_t groups, size_t width, float *y);
// One step of gradient descent with momentum (Sutskever's form, as torch.optim.SGD):
// m = momentum · m + g + decay · w; w −= rate · m
void vec_momentum_step(size_t count, float *w, const float *g, float *m, float rate,
                       float momentum, float decay);
// The number of values that are not finite.
size_t vec_count_nonfinite(size_t rows, size_t channels, const float *x, size_t ldx);

// Winograd's F(4x4, 3x3) with the points 0, ±1, ±2, ∞ (Lavin and Gray 2015, arXiv 1509.09308).
// Input: 36 pointers to pixels of a tile (zeros outside the image); v[36] blocks, `ldv` apart.
void vec_winograd_input(const float *const *pixels, size_t channels, float *v, size_t ldv);
// The 4x4 results of a tile; a NULL pixel lies outside the image.
void vec_winograd_output(const float *m, size_t ldm, size_t channels, float *const *pixels,
                         int accumulate);
// Filters: w[9][channels] → u[36], blocks `ldu` apart.
void vec_winograd_filter(const float *w, size_t ldw, size_t channels, float *u, size_t ldu);
// Filter gradient F(3x3, 4x4): the 4x4 gradients of a tile to 36 blocks, and back to nine taps.
void vec_winograd_gradient(const float *const *pixels, size_t channels, float *v, size_t ldv);
void vec_winograd_filter_gradient(const float *m, size_t ldm, size_t channels, float *w,
                                  size_t ldw, int accumulate);
#endif
