// SPDX-License-Identifier: GPL-2.0
/* The same decoder, built when the ABI was another one: it must be refused. */
#include <fieldtap/decoder.h>

#undef FT_DECODER_ABI
#define FT_DECODER_ABI	1

#include "acme.c"
