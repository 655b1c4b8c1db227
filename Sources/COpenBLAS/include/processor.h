// What the processor can do.
#ifndef RLA_PROCESSOR_H
#define RLA_PROCESSOR_H

// Whether processor and system can run instructions of a set, by the compiler's name of it.
int rla_processor_has(const char *_Nonnull name);
#endif
