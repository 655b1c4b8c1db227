#ifndef RLA_PROFILE_CGRAPHVIZ_SHIM_H
#define RLA_PROFILE_CGRAPHVIZ_SHIM_H

#include <graphviz/gvc.h>

/// gvRenderData takes the length as `unsigned int *` in Graphviz 2 and as `size_t *` in later
/// versions; a zeroed 64-bit cell serves both on a little-endian machine.
static inline int rla_render(GVC_t *context, Agraph_t *graph, const char *format, char **bytes,
                             unsigned long *length) {
  void *cell = length;
  *length = 0;
  return gvRenderData(context, graph, format, bytes, cell);
}

/// Width of the laid-out drawing in points.
static inline double rla_width(Agraph_t *graph) { return GD_bb(graph).UR.x - GD_bb(graph).LL.x; }

/// Height of the laid-out drawing in points.
static inline double rla_height(Agraph_t *graph) { return GD_bb(graph).UR.y - GD_bb(graph).LL.y; }

#endif
