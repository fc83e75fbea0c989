// SPDX-License-Identifier: GPL-2.0
/* A candidate for the place of the PROFINET decoder: layouts, notes, alarms. */
#define NEXT_NAME "profinet-next"
#include "next.h"

#include "../decoders/profinet_dcp.c"
#include "../decoders/profinet_alarm.c"
#include "../decoders/profinet_cyclic.c"
#include "../decoders/profinet_connect.c"
#include "../decoders/profinet_rpc.c"
#include "../decoders/profinet.c"

#include "next.c"
