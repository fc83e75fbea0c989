// SPDX-License-Identifier: GPL-2.0
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/fieldtap.yaml */

#include "names.h"

static const struct ft_name direction_names[] = {
	[0] = {
		"both",
		"ingress and egress (a loopback device always ingress only)",
	},
	[1] = {
		"ingress",
		"what the device receives",
	},
	[2] = {
		"egress",
		"what the device sends",
	},
};

const struct ft_names ft_direction_names = {
	sizeof(direction_names) / sizeof(direction_names[0]), direction_names,
};

static const struct ft_name state_names[] = {
	[0] = {
		"fresh",
		"seen within config stale-timeout",
	},
	[1] = {
		"stale",
		"not seen for longer than config stale-timeout",
	},
};

const struct ft_names ft_state_names = {
	sizeof(state_names) / sizeof(state_names[0]), state_names,
};

static const struct ft_name layout_names[] = {
	[0] = {
		"raw",
		"bytes that only a point or a person can name",
	},
	[1] = {
		"bits",
		"one bit an item, least significant bit of a byte first",
	},
	[2] = {
		"be16",
		"one big-endian 16-bit register an item",
	},
};

const struct ft_names ft_layout_names = {
	sizeof(layout_names) / sizeof(layout_names[0]), layout_names,
};

static const struct ft_name growth_names[] = {
	[0] = {
		"start",
		"a new bucket array was published",
	},
	[1] = {
		"finish",
		"the last old bucket was evacuated",
	},
	[2] = {
		"put_off",
		"there was no memory for the new array; tried again later",
	},
};

const struct ft_names ft_growth_names = {
	sizeof(growth_names) / sizeof(growth_names[0]), growth_names,
};

static const struct ft_name stat_names[] = {
	[0] = {
		"frames",
		"frames that the hooks of all taps saw",
	},
	[1] = {
		"bytes",
		"octets of those frames",
	},
	[2] = {
		"frames_foreign",
		"frames of no protocol or port that a decoder asked for",
	},
	[3] = {
		"frames_malformed",
		"frames whose IP or TCP header is cut short or lies about its "
		"length",
	},
	[4] = {
		"frames_fragment",
		"IP fragments; a stream is tapped only when it is not "
		"fragmented",
	},
	[5] = {
		"frames_repeated",
		"frames met a second time at another tap or hook; counted "
		"once",
	},
	[6] = {
		"segments",
		"TCP segments with payload handed to the stream tracker",
	},
	[7] = {
		"segments_retransmitted",
		"TCP segments that carried only bytes already seen",
	},
	[8] = {
		"segments_held",
		"TCP segments ahead of a hole, held until it was filled",
	},
	[9] = {
		"segments_refused",
		"TCP segments ahead of a hole that did not fit the bounded "
		"window",
	},
	[10] = {
		"gaps",
		"holes given up (bytes that the tap never saw)",
	},
	[11] = {
		"resyncs",
		"times a stream found the next PDU after a gap or nonsense, "
		"or was met in the middle",
	},
	[12] = {
		"resync_bytes",
		"octets skipped while looking for the next PDU",
	},
	[13] = {
		"pdus",
		"PDUs that a decoder understood",
	},
	[14] = {
		"pdu_truncated",
		"PDUs too short for what they claim to carry",
	},
	[15] = {
		"pdu_malformed",
		"PDUs whose fields contradict each other or their length",
	},
	[16] = {
		"pdu_oversized",
		"PDUs or length fields above what the protocol allows",
	},
	[17] = {
		"pdu_unmatched",
		"answers to a request that was never seen or has expired",
	},
	[18] = {
		"pdu_mismatched",
		"answers that do not fit their request (quantity, address or "
		"value)",
	},
	[19] = {
		"pdu_nonsense",
		"bytes where a PDU should begin that no PDU begins with",
	},
	[20] = {
		"pdu_no_base",
		"partial writes whose previous value was never seen",
	},
	[21] = {
		"requests_lost",
		"open requests pushed out of the bounded ring by newer ones",
	},
	[22] = {
		"flows_created",
		"conversations that began to be followed",
	},
	[23] = {
		"flows_expired",
		"conversations forgotten because they were closed or idle",
	},
	[24] = {
		"flows_refused",
		"conversations not followed, config max-flows reached",
	},
	[25] = {
		"flows_given_up",
		"conversations ignored after repeated nonsense on a decoder's "
		"port",
	},
	[26] = {
		"flows_evicted",
		"conversations without any PDU dropped early, near config "
		"max-flows",
	},
	[27] = {
		"devices_created",
		"devices seen for the first time",
	},
	[28] = {
		"devices_expired",
		"devices forgotten after config idle-timeout",
	},
	[29] = {
		"devices_refused",
		"devices not recorded, config max-devices reached",
	},
	[30] = {
		"images_created",
		"images seen for the first time",
	},
	[31] = {
		"images_expired",
		"images forgotten after config idle-timeout",
	},
	[32] = {
		"images_refused",
		"images not recorded, config max-images reached",
	},
	[33] = {
		"images_truncated",
		"updates cut to config max-image-bytes",
	},
	[34] = {
		"image_updates",
		"times an image was seen",
	},
	[35] = {
		"image_changes",
		"times an image was seen with other content",
	},
	[36] = {
		"no_memory",
		"updates lost because the kernel had no memory at that moment",
	},
	[37] = {
		"events_sent",
		"notifications handed to netlink",
	},
	[38] = {
		"events_lost",
		"notifications that some listener missed or that found no "
		"memory",
	},
};

const struct ft_names ft_stat_names = {
	sizeof(stat_names) / sizeof(stat_names[0]), stat_names,
};

static const struct ft_name tap_attrs[] = {
	[2] = {
		"ifindex",
		"index of the tapped network device",
	},
	[3] = {
		"ifname",
		"name of the tapped network device",
	},
	[4] = {
		"decoder",
		"name of a decoder that this tap feeds; none means every "
		"decoder",
	},
	[5] = {
		"promisc",
		"1 when the tap keeps the device in promiscuous mode",
	},
	[6] = {
		"direction",
		"which hooks the tap sits on",
	},
	[7] = {
		"frames",
		"frames that passed the tap",
	},
	[8] = {
		"bytes",
		"octets of those frames",
	},
	[9] = {
		"event-seq",
		"number of the event within its multicast group and namespace",
	},
};

const struct ft_names ft_tap_attrs = {
	sizeof(tap_attrs) / sizeof(tap_attrs[0]), tap_attrs,
};

static const struct ft_name decoder_attrs[] = {
	[2] = {
		"name",
		"protocol name, the first part of its addresses",
	},
	[3] = {
		"loaded",
		"1 while the decoder's module is registered",
	},
	[4] = {
		"tcp-port",
		"TCP port (either end) whose segments the decoder gets",
	},
	[5] = {
		"pdus",
		"PDUs decoded in this namespace",
	},
	[6] = {
		"errors",
		"PDUs refused in this namespace, for any reason",
	},
	[7] = {
		"abi",
		"decoder ABI number that the module was built for",
	},
};

const struct ft_names ft_decoder_attrs = {
	sizeof(decoder_attrs) / sizeof(decoder_attrs[0]), decoder_attrs,
};

static const struct ft_name device_attrs[] = {
	[2] = {
		"device",
		"canonical name, PROTOCOL:IP:PORT/UNIT",
	},
	[3] = {
		"prefix",
		"dump filter; devices whose canonical name begins with it, or "
		"which it begins with",
	},
	[4] = {
		"decoder",
		"name of the decoder that reported the device",
	},
	[5] = {
		"requests",
		"requests sent to the device",
	},
	[6] = {
		"answers",
		"answers of the device, exceptions included",
	},
	[7] = {
		"exceptions",
		"answers that were exceptions",
	},
	[8] = {
		"last-exception",
		"code of the newest exception; absent when there was none",
	},
	[9] = {
		"timeouts",
		"requests that stayed without answer for config request- "
		"timeout",
	},
	[10] = {
		"response-min",
		"shortest response time in nanoseconds",
	},
	[11] = {
		"response-avg",
		"mean response time in nanoseconds",
	},
	[12] = {
		"response-max",
		"longest response time in nanoseconds",
	},
	[13] = {
		"response-bucket",
		"histogram of response times; bucket 0 counts those below 64 "
		"us, bucket i those below 64 us x 2^i, the last one all "
		"others",
	},
	[14] = {
		"retransmissions",
		"TCP segments repeated on conversations with the device",
	},
	[15] = {
		"gaps",
		"holes in conversations with the device",
	},
	[16] = {
		"images",
		"images of the device",
	},
	[17] = {
		"first-seen",
		"nanoseconds since the epoch",
	},
	[18] = {
		"last-seen",
		"nanoseconds since the epoch",
	},
	[19] = {
		"state",
		"whether the device is still heard",
	},
};

const struct ft_names ft_device_attrs = {
	sizeof(device_attrs) / sizeof(device_attrs[0]), device_attrs,
};

static const struct ft_name image_attrs[] = {
	[2] = {
		"device",
		"canonical name of the image's device",
	},
	[3] = {
		"image",
		"name of the image within its device, TABLE/FIRST+COUNT or "
		"free",
	},
	[4] = {
		"prefix",
		"dump filter; images of devices whose canonical name begins "
		"with it, or which it begins with",
	},
	[5] = {
		"since",
		"dump filter; images changed after this generation",
	},
	[6] = {
		"decoder",
		"name of the decoder that reported the image",
	},
	[7] = {
		"layout",
		"how the items stand in data",
	},
	[8] = {
		"first",
		"address of the first item",
	},
	[9] = {
		"count",
		"number of items",
	},
	[10] = {
		"len",
		"octets on the wire; more than in data when it was cut",
	},
	[11] = {
		"data",
		"newest content, as on the wire",
	},
	[12] = {
		"frames",
		"times the image was seen",
	},
	[13] = {
		"changes",
		"times it was seen with other content",
	},
	[14] = {
		"generation",
		"generation of the last change",
	},
	[15] = {
		"last-seen",
		"nanoseconds since the epoch",
	},
	[16] = {
		"last-change",
		"nanoseconds since the epoch",
	},
	[17] = {
		"source-time",
		"the sender's own time, nanoseconds since the epoch; 0 if "
		"none",
	},
	[18] = {
		"state",
		"whether the image is still heard",
	},
	[19] = {
		"event-seq",
		"number of the event within its multicast group and namespace",
	},
};

const struct ft_names ft_image_attrs = {
	sizeof(image_attrs) / sizeof(image_attrs[0]), image_attrs,
};

static const struct ft_name stat_entry_attrs[] = {
	[2] = {
		"id",
		"what was counted",
	},
	[3] = {
		"value",
		"how often",
	},
};

const struct ft_names ft_stat_entry_attrs = {
	sizeof(stat_entry_attrs) / sizeof(stat_entry_attrs[0]), stat_entry_attrs,
};

static const struct ft_name stats_attrs[] = {
	[2] = {
		"stat",
		"one counter",
	},
	[3] = {
		"generation",
		"newest generation of the namespace",
	},
};

const struct ft_names ft_stats_attrs = {
	sizeof(stats_attrs) / sizeof(stats_attrs[0]), stats_attrs,
};

static const struct ft_name map_attrs[] = {
	[2] = {
		"name",
		"flows, devices or images",
	},
	[3] = {
		"count",
		"entries",
	},
	[4] = {
		"limit",
		"most entries",
	},
	[5] = {
		"log2-buckets",
		"B of the model; the newest array has 2^B buckets",
	},
	[6] = {
		"old-log2-buckets",
		"B of the array being evacuated; absent when the map does not "
		"grow",
	},
	[7] = {
		"nevacuate",
		"old buckets below this one are evacuated",
	},
	[8] = {
		"noverflow",
		"overflow buckets",
	},
	[9] = {
		"flags",
		"bit 0, the map grows; bit 1, the worker is asked; bit 2, "
		"growth was put off and will be tried again",
	},
	[10] = {
		"growths",
		"growths finished",
	},
	[11] = {
		"put-off",
		"growths put off for want of memory",
	},
	[12] = {
		"moved-by-writers",
		"entries evacuated by writers",
	},
	[13] = {
		"moved-by-worker",
		"entries evacuated by the worker",
	},
	[14] = {
		"longest-step",
		"most entries evacuated by one writer's call",
	},
	[15] = {
		"longest-step-ns",
		"longest time one writer's call spent evacuating",
	},
	[16] = {
		"refused",
		"inserts refused at the limit",
	},
	[17] = {
		"occupancy",
		"buckets whose chain holds 0, 1, 2, ... entries, the last one "
		"more",
	},
	[18] = {
		"growth",
		"what the event tells",
	},
	[19] = {
		"duration",
		"nanoseconds from start to finish",
	},
	[20] = {
		"event-seq",
		"number of the event within its multicast group and namespace",
	},
};

const struct ft_names ft_map_attrs = {
	sizeof(map_attrs) / sizeof(map_attrs[0]), map_attrs,
};

static const struct ft_name config_attrs[] = {
	[2] = {
		"max-flows",
		"most conversations followed",
	},
	[3] = {
		"max-devices",
		"most devices",
	},
	[4] = {
		"max-images",
		"most images",
	},
	[5] = {
		"max-image-bytes",
		"most octets kept of one image",
	},
	[6] = {
		"flow-timeout",
		"seconds until an idle conversation is forgotten",
	},
	[7] = {
		"request-timeout",
		"milliseconds until a request counts as unanswered",
	},
	[8] = {
		"stale-timeout",
		"milliseconds until a device or an image counts as stale",
	},
	[9] = {
		"idle-timeout",
		"seconds until an unseen device or image is forgotten",
	},
};

const struct ft_names ft_config_attrs = {
	sizeof(config_attrs) / sizeof(config_attrs[0]), config_attrs,
};
