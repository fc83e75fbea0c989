/* SPDX-License-Identifier: GPL-2.0 */
#include "../../../decoders/shim/linux/unaligned.h"
