#include "graphviz.h"

#include <dlfcn.h>

// libgvc depends on libcgraph, so that a search in it finds the functions of both.
#define FIND(function)                                                            \
  graphviz->function = (__typeof__(graphviz->function))dlsym(library, #function); \
  is_whole = is_whole && graphviz->function

int rla_graphviz_open(const char *name, struct rla_graphviz *graphviz) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) return -1;
  int is_whole = 1;
  FIND(gvContext);
  FIND(gvcVersion);
  FIND(gvLayout);
  FIND(gvFreeLayout);
  FIND(gvRenderData);
  FIND(gvFreeRenderData);
  FIND(agmemread);
  FIND(agclose);
  FIND(agget);
  FIND(agseterrf);
  if (is_whole) return 0;
  dlclose(library);
  return -1;
}

double rla_graphviz_width(Agraph_t *graph) { return GD_bb(graph).UR.x - GD_bb(graph).LL.x; }

double rla_graphviz_height(Agraph_t *graph) { return GD_bb(graph).UR.y - GD_bb(graph).LL.y; }

void rla_graphviz_set_resolution(Agraph_t *graph, double resolution) {
  GD_drawing(graph)->dpi = resolution;
}
