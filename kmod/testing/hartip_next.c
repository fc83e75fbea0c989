// SPDX-License-Identifier: GPL-2.0
/* A candidate for the place of the HART-IP decoder: datagrams, items, labels. */
#define NEXT_NAME "hartip-next"
#include "next.h"

#include "../decoders/hartip_units.c"
#include "../decoders/hartip_items.c"
#include "../decoders/hartip_pdu.c"
#include "../decoders/hartip_label.c"
#include "../decoders/hartip_station.c"
#include "../decoders/hartip_request.c"
#include "../decoders/hartip_command.c"
#include "../decoders/hartip.c"

#include "next.c"
