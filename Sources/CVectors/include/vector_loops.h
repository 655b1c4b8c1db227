// The list of loops, included with LOOP(result, name, (parameters), (arguments)) defined.

// y = f(x) for every element
LOOP(void, apply,
     (size_t rows, size_t channels, struct vec_map x, struct vec_function f, struct vec_map y),
     (rows, channels, x, f, y))
// dx (+)= dy · f'(x); `kept` is y or x, as `vec_element(f.number)->source` says.
LOOP(void, apply_backward,
     (size_t rows, size_t channels, struct vec_map kept, struct vec_map dy, struct vec_function f,
      struct vec_map dx, int accumulate),
     (rows, channels, kept, dy, f, dx, accumulate))
// y = f((x + before − center) · scale + shift + after), for a function that is fused
LOOP(void, epilogue,
     (size_t rows, size_t channels, struct vec_map x, const struct vec_terms *terms,
      struct vec_map y),
     (rows, channels, x, terms, y))
// y = x where x is positive, else slopes · x
LOOP(void, prelu,
     (size_t rows, size_t channels, struct vec_map x, const float *slopes, struct vec_map y),
     (rows, channels, x, slopes, y))
// dx (+)= dy where x is positive, else slopes · dy
LOOP(void, prelu_backward,
     (size_t rows, size_t channels, struct vec_map x, struct vec_map dy, const float *slopes,
      struct vec_map dx, int accumulate),
     (rows, channels, x, dy, slopes, dx, accumulate))
// sums[c] += Σ over rows of x · dy where x is not positive
LOOP(void, prelu_slopes,
     (size_t rows, size_t channels, struct vec_map x, struct vec_map dy, double *sums),
     (rows, channels, x, dy, sums))
// y (+)= alpha · x + beta
LOOP(void, affine,
     (size_t rows, size_t channels, struct vec_map x, float alpha, float beta, struct vec_map y,
      int accumulate),
     (rows, channels, x, alpha, beta, y, accumulate))
// y = a + b
LOOP(void, add,
     (size_t rows, size_t channels, struct vec_map a, struct vec_map b, struct vec_map y),
     (rows, channels, a, b, y))
// y (+)= a · b; where b has a stride of 0, it is one row for all pixels.
LOOP(void, multiply,
     (size_t rows, size_t channels, struct vec_map a, struct vec_map b, struct vec_map y,
      int accumulate),
     (rows, channels, a, b, y, accumulate))
// y = f(a, b) at any strides, the function by its number in the table of pairs; a predicate writes
// bytes.
LOOP(void, combine,
     (size_t rows, size_t columns, size_t pair, struct vec_operand a, struct vec_operand b,
      struct vec_operand y),
     (rows, columns, pair, a, b, y))
// d (+)= the gradient of an operand, by its number, where dy is that of the result
LOOP(void, combine_backward,
     (size_t rows, size_t columns, size_t gradient, struct vec_operand a, struct vec_operand b,
      struct vec_operand dy, struct vec_operand d, int accumulate),
     (rows, columns, gradient, a, b, dy, d, accumulate))
// states[c] = the state after the elements of column c, by the number of the fold; columns are
// contiguous
LOOP(void, fold,
     (size_t rows, size_t columns, size_t fold, struct vec_operand x, const double *pivot,
      double *states),
     (rows, columns, fold, x, pivot, states))
// y (+)= alpha · v in every row
LOOP(void, broadcast,
     (size_t rows, size_t channels, const float *v, float alpha, struct vec_map y, int accumulate),
     (rows, channels, v, alpha, y, accumulate))
// A step of an LSTM: the sums for i, f, g, o become gates, followed by the state c = f · before + i
// · g, and y = o · tanh(c).
LOOP(void, lstm, (size_t rows, size_t channels, struct vec_cell step, struct vec_map y),
     (rows, channels, step, y))
// With dh + dy for y and ds for c: the gradients of the sums, and ds = that of `before`.
LOOP(void, lstm_backward,
     (size_t rows, size_t channels, struct vec_cell step, struct vec_map dy, struct vec_map dh,
      struct vec_map ds, struct vec_map dgates),
     (rows, channels, step, dy, dh, ds, dgates))
// A step of a GRU: the sums for r, z become gates, q += bias, n = tanh(n + r · q), and
// y = (before − n) · z + n. The parts are r, z, n, q; without `before`, q begins as zero.
LOOP(void, gru,
     (size_t rows, size_t channels, struct vec_cell step, const float *bias, struct vec_map y),
     (rows, channels, step, bias, y))
// With dh + dy for y: the gradients of r, z, n, then those of r, z, q, and
// dh = (dh + dy) · z, the part of the gradient of `before` that goes through no product.
LOOP(void, gru_backward,
     (size_t rows, size_t channels, struct vec_cell step, struct vec_map dy, struct vec_map dh,
      struct vec_map dgates),
     (rows, channels, step, dy, dh, dgates))
// sums[c] += Σ over rows of a[c]
LOOP(void, sum_columns, (size_t rows, size_t channels, struct vec_map a, double *sums),
     (rows, channels, a, sums))
// sums[c] += Σ over rows of a[c] · b[c]
LOOP(void, dot_columns,
     (size_t rows, size_t channels, const float *a, size_t lda, const float *b, size_t ldb,
      float *sums),
     (rows, channels, a, lda, b, ldb, sums))
// sums[c] += Σ (x − pivot), squares[c] += Σ (x − pivot)²
LOOP(void, moments,
     (size_t rows, size_t channels, struct vec_map x, const float *pivot, double *sums,
      double *squares),
     (rows, channels, x, pivot, sums, squares))
// With g = dy · f'(y): sums[c] += Σ g, products[c] += Σ g · (x − center).
LOOP(void, norm_backward_sums,
     (size_t rows, size_t channels, const struct vec_norm *norm, double *sums, double *products),
     (rows, channels, norm, sums, products))
// With g = dy · f'(y): dx (+)= a · g + b · (x − center) + c by channel, and dafter (+)= g.
LOOP(void, norm_backward,
     (size_t rows, size_t channels, const struct vec_norm *norm,
      const struct vec_norm_gradients *gradients),
     (rows, channels, norm, gradients))
// y = e^(x − max) / Σ e^(x − max) along each row
LOOP(void, row_softmax, (size_t rows, size_t channels, struct vec_map x, struct vec_map y),
     (rows, channels, x, y))
// dx (+)= y · (dy − Σ y · dy) along each row
LOOP(void, row_softmax_backward,
     (size_t rows, size_t channels, struct vec_map y, struct vec_map dy, struct vec_map dx,
      int accumulate),
     (rows, channels, y, dy, dx, accumulate))
// y = x − max − ln Σ e^(x − max) along each row
LOOP(void, row_log_softmax, (size_t rows, size_t channels, struct vec_map x, struct vec_map y),
     (rows, channels, x, y))
// dx (+)= dy − e^y · Σ dy along each row
LOOP(void, row_log_softmax_backward,
     (size_t rows, size_t channels, struct vec_map y, struct vec_map dy, struct vec_map dx,
      int accumulate),
     (rows, channels, y, dy, dx, accumulate))
// y = (x − μ) / √(σ² + ε) · scale + shift with mean and variance of each row, or about zero;
// statistics[2r] = μ and statistics[2r + 1] = 1/√(σ² + ε), unless NULL.
LOOP(void, row_norm,
     (size_t rows, size_t channels, struct vec_map x, const struct vec_row_norm *norm,
      struct vec_map y, float *statistics),
     (rows, channels, x, norm, y, statistics))
// With x̂ = (x − μ) / √(σ² + ε) and g = dy · scale:
// dx (+)= (g − mean(g) − x̂ · mean(g · x̂)) / √(σ² + ε) along each row, without mean(g) about zero.
LOOP(void, row_norm_backward,
     (size_t rows, size_t channels, struct vec_map x, struct vec_map dy,
      const struct vec_row_norm *norm, const float *statistics, struct vec_map dx, int accumulate),
     (rows, channels, x, dy, norm, statistics, dx, accumulate))
// products[c] += Σ over rows of dy · x̂, sums[c] += Σ over rows of dy
LOOP(void, row_norm_sums,
     (size_t rows, size_t channels, struct vec_map x, struct vec_map dy, const float *statistics,
      double *products, double *sums),
     (rows, channels, x, dy, statistics, products, sums))
// y[p][c] (+)= Σ over t of x[t][p][c] · w[t][c], the pixels p `step_x` and `step_y` values apart
LOOP(void, weighted_sums,
     (size_t count, const float *const *x, const float *const *w, size_t channels, size_t pixels,
      size_t step_x, float *y, size_t step_y, int accumulate),
     (count, x, w, channels, pixels, step_x, y, step_y, accumulate))
// y = epilogue(Σ over taps of x · w) for a line of windows; w has a row of channels for each tap.
LOOP(void, filter_line,
     (const struct vec_window_line *line, const float *w, const struct vec_terms *terms,
      struct vec_map y),
     (line, w, terms, y))
// taps += Σ over windows of x · dy, by tap and channel
LOOP(void, multiply_line, (const struct vec_window_line *line, struct vec_map dy, float *taps),
     (line, dy, taps))
// y[p][c] = Σ over t and i of x[t][p][channel i of the group of c] · w[t][i][c], in groups of 4 or
// 8 channels, a multiple of 16 in all. w holds sixteen channels after sixteen channels; the pixels
// p are `step_x` and `step_y` values apart.
LOOP(void, grouped_sums,
     (size_t width, size_t taps, const float *const *x, size_t channels, size_t pixels,
      size_t step_x, const float *w, float *y, size_t step_y),
     (width, taps, x, channels, pixels, step_x, w, y, step_y))
// y[c] = max over t of x[t][c]; index[c] = the first t that has it. NaN is the maximum.
LOOP(void, maximum,
     (size_t count, const float *const *x, size_t channels, float *y, uint8_t *index),
     (count, x, channels, y, index))
// y[p][c] = max over t of x[t][p][c], or −∞ of no taps, the pixels p `step_x` and `step_y` values
// apart. NaN is the maximum.
LOOP(void, maxima,
     (size_t count, const float *const *x, size_t channels, size_t pixels, size_t step_x, float *y,
      size_t step_y),
     (count, x, channels, pixels, step_x, y, step_y))
// dx[t][c] += dy[c] where index[c] = t
LOOP(void, maximum_backward,
     (size_t count, float *const *dx, size_t channels, const float *dy, const uint8_t *index),
     (count, dx, channels, dy, index))
// y[c][r] = x[r][c]: y has `channels` rows ldy apart; distances may be negative.
LOOP(void, transpose,
     (size_t rows, size_t channels, const float *x, ptrdiff_t ldx, float *y, ptrdiff_t ldy),
     (rows, channels, x, ldx, y, ldy))
// patch[w][u][i] = sources[u][w·step + i], or zero where there is no line, for i < length
LOOP(void, window_lines,
     (size_t windows, size_t step, size_t lines, const float *const *sources, size_t length,
      float *patch, size_t ldp),
     (windows, step, lines, sources, length, patch, ldp))
// patch[g][t][c] = pixels[t][g][c], or zero where there is no pixel; c counts within a group.
LOOP(void, group_patch,
     (size_t taps, const float *const *pixels, size_t groups, size_t width, float *patch),
     (taps, pixels, groups, width, patch))
// y[g][c] += patch[g][0][c]: one tap of a patch goes back to its pixel.
LOOP(void, add_group_tap, (size_t taps, const float *patch, size_t groups, size_t width, float *y),
     (taps, patch, groups, width, y))
// One step of SGD with momentum, as torch.optim.SGD: m = momentum · m + g + decay · w; w −= rate ·
// m
LOOP(void, momentum_step,
     (size_t count, float *w, const float *g, float *m, float rate, float momentum, float decay),
     (count, w, g, m, rate, momentum, decay))
// The number of values that are not finite.
LOOP(size_t, count_nonfinite, (size_t rows, size_t channels, const float *x, size_t ldx),
     (rows, channels, x, ldx))

// Winograd's F(4x4, 3x3) with the points 0, ±1, ±2, ∞ (Lavin and Gray 2015, arXiv 1509.09308).
// Input: 36 pointers to pixels of a tile (zeros outside the image); v[36] blocks, `ldv` apart.
LOOP(void, winograd_input, (const float *const *pixels, size_t channels, float *v, size_t ldv),
     (pixels, channels, v, ldv))
// The 4x4 results of a tile; a NULL pixel lies outside the image.
LOOP(void, winograd_output,
     (const float *m, size_t ldm, size_t channels, float *const *pixels, int accumulate),
     (m, ldm, channels, pixels, accumulate))
// Filters: w[9][channels] → u[36], blocks `ldu` apart.
LOOP(void, winograd_filter, (const float *w, size_t ldw, size_t channels, float *u, size_t ldu),
     (w, ldw, channels, u, ldu))
// The same for F(2x2, 3x3), with 16 pixels and points and 2x2 results.
LOOP(void, small_winograd_input,
     (const float *const *pixels, size_t channels, float *v, size_t ldv),
     (pixels, channels, v, ldv))
LOOP(void, small_winograd_output,
     (const float *m, size_t ldm, size_t channels, float *const *pixels),
     (m, ldm, channels, pixels))
LOOP(void, small_winograd_filter,
     (const float *w, size_t ldw, size_t channels, float *u, size_t ldu),
     (w, ldw, channels, u, ldu))
// Filter gradient F(3x3, 4x4): the 4x4 gradients of a tile to 36 blocks, and back to nine taps.
LOOP(void, winograd_gradient, (const float *const *pixels, size_t channels, float *v, size_t ldv),
     (pixels, channels, v, ldv))
LOOP(void, winograd_filter_gradient,
     (const float *m, size_t ldm, size_t channels, float *w, size_t ldw, int accumulate),
     (m, ldm, channels, w, ldw, accumulate))
// The rows from `row` and the columns from `column` of a product; the first column begins a panel,
// and the last ends one or is the last of all. Every part of the result is of its own.
LOOP(void, multiply_panels,
     (const struct vec_product *product, size_t row, size_t rows_end, size_t column,
      size_t columns_end),
     (product, row, rows_end, column, columns_end))
// v = 0.75 v + 0.25, again and again, in as many independent vectors as registers hold; `values`
// are the first `vec_chain_values`, and afterward the last. Returns how many multiply-adds there
// were.
LOOP(size_t, multiply_adds, (size_t steps, float *values), (steps, values))
// Σ x, of whole groups of 64 values
LOOP(float, sum, (size_t count, const float *x), (count, x))
// y = a + factor · b, of whole groups of 16 values
LOOP(void, triad, (size_t count, const float *a, const float *b, float factor, float *y),
     (count, a, b, factor, y))
