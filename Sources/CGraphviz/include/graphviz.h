// Graphviz from a library that is opened on demand.
#ifndef RLA_GRAPHVIZ_H
#define RLA_GRAPHVIZ_H
#include <graphviz/gvc.h>

// The functions of the open library, by the names that they have there.
struct rla_graphviz {
  __typeof__(&gvContext) _Nonnull gvContext;
  __typeof__(&gvcVersion) _Nonnull gvcVersion;
  __typeof__(&gvLayout) _Nonnull gvLayout;
  __typeof__(&gvFreeLayout) _Nonnull gvFreeLayout;
  // The length is an `unsigned int *` in Graphviz 2 and a `size_t *` in later versions; a zeroed
  // 64-bit cell serves both on a little-endian machine.
  int (*_Nonnull gvRenderData)(GVC_t *_Nullable context, Agraph_t *_Nonnull graph,
                               const char *_Nonnull format, char *_Nullable *_Nonnull bytes,
                               unsigned long *_Nonnull length);
  __typeof__(&gvFreeRenderData) _Nonnull gvFreeRenderData;
  __typeof__(&agmemread) _Nonnull agmemread;
  __typeof__(&agclose) _Nonnull agclose;
  __typeof__(&agget) _Nonnull agget;
  __typeof__(&agseterrf) _Nonnull agseterrf;
};

// Opens the library `name` for the rest of the process and finds its functions. Returns 0, or -1
// where there is no such library or it lacks a function; `graphviz` then holds nothing.
int rla_graphviz_open(const char *_Nonnull name, struct rla_graphviz *_Nonnull graphviz);

// Width and height of a laid-out drawing in points.
double rla_graphviz_width(Agraph_t *_Nonnull graph);
double rla_graphviz_height(Agraph_t *_Nonnull graph);

// Sets the pixels per inch of bitmaps of a laid-out drawing.
void rla_graphviz_set_resolution(Agraph_t *_Nonnull graph, double resolution);
#endif
