// The part of libFuzzer that a program calls which has its own main.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Calls `body` with inputs until it ends, as the options in `argv` say.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*body)(const uint8_t *data, size_t size));
