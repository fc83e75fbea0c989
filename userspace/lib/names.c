// SPDX-License-Identifier: GPL-2.0
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/fieldtap.yaml */

#include "names.h"

static const struct ft_name direction_names[] = {
	[0] = {
		.name = "both",
		.doc = "ingress and egress (a loopback device always ingress only)",
	},
	[1] = {
		.name = "ingress",
		.doc = "what the device receives",
	},
	[2] = {
		.name = "egress",
		.doc = "what the device sends",
	},
};

const struct ft_names ft_direction_names = {
	sizeof(direction_names) / sizeof(direction_names[0]), direction_names,
};

static const struct ft_name state_names[] = {
	[0] = {
		.name = "fresh",
		.doc = "seen within config stale-timeout, or within stale-after of "
			"an image that has one",
	},
	[1] = {
		.name = "stale",
		.doc = "not seen for longer",
	},
};

const struct ft_names ft_state_names = {
	sizeof(state_names) / sizeof(state_names[0]), state_names,
};

static const struct ft_name layout_names[] = {
	[0] = {
		.name = "raw",
		.doc = "bytes that only a point or a person can name",
	},
	[1] = {
		.name = "bits",
		.doc = "one bit an item, least significant bit of a byte first",
	},
	[2] = {
		.name = "be16",
		.doc = "one big-endian 16-bit register an item",
	},
	[3] = {
		.name = "items",
		.doc = "as the nested items say",
	},
};

const struct ft_names ft_layout_names = {
	sizeof(layout_names) / sizeof(layout_names[0]), layout_names,
};

static const struct ft_name type_names[] = {
	[0] = {
		.name = "bytes",
		.doc = "octets without a meaning that is known",
	},
	[1] = {
		.name = "string",
		.doc = "UTF-8 text",
	},
	[2] = {
		.name = "bool",
		.doc = "one octet, 0 or not",
	},
	[3] = {
		.name = "u8",
		.doc = "unsigned integer of 1 octet",
	},
	[4] = {
		.name = "i8",
		.doc = "signed integer of 1 octet",
	},
	[5] = {
		.name = "u16",
		.doc = "unsigned integer of 2 octets",
	},
	[6] = {
		.name = "i16",
		.doc = "signed integer of 2 octets",
	},
	[7] = {
		.name = "u32",
		.doc = "unsigned integer of 4 octets",
	},
	[8] = {
		.name = "i32",
		.doc = "signed integer of 4 octets",
	},
	[9] = {
		.name = "u64",
		.doc = "unsigned integer of 8 octets",
	},
	[10] = {
		.name = "i64",
		.doc = "signed integer of 8 octets",
	},
	[11] = {
		.name = "f32",
		.doc = "IEEE 754 binary32",
	},
	[12] = {
		.name = "f64",
		.doc = "IEEE 754 binary64",
	},
	[13] = {
		.name = "datetime",
		.doc = "100 ns intervals since 1601-01-01 UTC, 8 octets",
	},
};

const struct ft_names ft_type_names = {
	sizeof(type_names) / sizeof(type_names[0]), type_names,
};

static const struct ft_name quality_names[] = {
	[0] = {
		.name = "good",
		.doc = "nothing is known against it",
	},
	[1] = {
		.name = "uncertain",
		.doc = "it may be wrong",
	},
	[2] = {
		.name = "bad",
		.doc = "it is not the process's value",
	},
};

const struct ft_names ft_quality_names = {
	sizeof(quality_names) / sizeof(quality_names[0]), quality_names,
};

static const struct ft_name growth_names[] = {
	[0] = {
		.name = "start",
		.doc = "a new bucket array was published",
	},
	[1] = {
		.name = "finish",
		.doc = "the last old bucket was evacuated",
	},
	[2] = {
		.name = "put_off",
		.doc = "there was no memory for the new array; tried again later",
	},
};

const struct ft_names ft_growth_names = {
	sizeof(growth_names) / sizeof(growth_names[0]), growth_names,
};

static const struct ft_name stat_names[] = {
	[0] = {
		.name = "frames",
		.doc = "frames that the hooks of all taps saw",
	},
	[1] = {
		.name = "bytes",
		.doc = "octets of those frames",
	},
	[2] = {
		.name = "frames_foreign",
		.doc = "frames of no protocol or port that a decoder asked for",
	},
	[3] = {
		.name = "frames_malformed",
		.doc = "frames whose IP or TCP header is cut short or lies about its "
			"length",
	},
	[4] = {
		.name = "frames_fragment",
		.doc = "IP fragments; a stream is tapped only when it is not "
			"fragmented",
	},
	[5] = {
		.name = "frames_repeated",
		.doc = "frames met a second time at another tap or hook; counted "
			"once",
	},
	[6] = {
		.name = "segments",
		.doc = "TCP segments with payload handed to the stream tracker",
	},
	[7] = {
		.name = "segments_retransmitted",
		.doc = "TCP segments that carried only bytes already seen",
	},
	[8] = {
		.name = "segments_held",
		.doc = "TCP segments ahead of a hole, held until it was filled",
	},
	[9] = {
		.name = "segments_refused",
		.doc = "TCP segments ahead of a hole that did not fit the bounded "
			"window",
	},
	[10] = {
		.name = "gaps",
		.doc = "holes given up (bytes that the tap never saw)",
	},
	[11] = {
		.name = "resyncs",
		.doc = "times a stream found the next PDU after a gap or nonsense, "
			"or was met in the middle",
	},
	[12] = {
		.name = "resync_bytes",
		.doc = "octets skipped while looking for the next PDU",
	},
	[13] = {
		.name = "pdus",
		.doc = "PDUs that a decoder understood",
	},
	[14] = {
		.name = "pdu_truncated",
		.doc = "PDUs too short for what they claim to carry",
	},
	[15] = {
		.name = "pdu_malformed",
		.doc = "PDUs whose fields contradict each other or their length",
	},
	[16] = {
		.name = "pdu_oversized",
		.doc = "PDUs or length fields above what the protocol allows",
	},
	[17] = {
		.name = "pdu_unmatched",
		.doc = "answers to a request that was never seen or has expired",
	},
	[18] = {
		.name = "pdu_mismatched",
		.doc = "answers that do not fit their request (quantity, address or "
			"value)",
	},
	[19] = {
		.name = "pdu_nonsense",
		.doc = "bytes where a PDU should begin that no PDU begins with",
	},
	[20] = {
		.name = "pdu_encrypted",
		.doc = "PDUs that are encrypted, so that nobody but their receiver "
			"can read them",
	},
	[21] = {
		.name = "pdu_unsupported",
		.doc = "PDUs that are well formed, of a kind whose content is not "
			"read",
	},
	[22] = {
		.name = "pdu_incomplete",
		.doc = "PDUs sent in pieces of which some were lost or did not fit",
	},
	[23] = {
		.name = "pdu_no_base",
		.doc = "partial writes whose previous value was never seen",
	},
	[24] = {
		.name = "requests_lost",
		.doc = "open requests pushed out of the bounded ring by newer ones",
	},
	[25] = {
		.name = "flows_created",
		.doc = "conversations that began to be followed",
	},
	[26] = {
		.name = "flows_expired",
		.doc = "conversations forgotten because they were closed or idle",
	},
	[27] = {
		.name = "flows_refused",
		.doc = "conversations not followed, config max-flows reached",
	},
	[28] = {
		.name = "flows_given_up",
		.doc = "conversations ignored after repeated nonsense on a decoder's "
			"port",
	},
	[29] = {
		.name = "flows_evicted",
		.doc = "conversations without any PDU dropped early, near config "
			"max-flows",
	},
	[30] = {
		.name = "devices_created",
		.doc = "devices seen for the first time",
	},
	[31] = {
		.name = "devices_expired",
		.doc = "devices forgotten after config idle-timeout",
	},
	[32] = {
		.name = "devices_refused",
		.doc = "devices not recorded, config max-devices reached",
	},
	[33] = {
		.name = "images_created",
		.doc = "images seen for the first time",
	},
	[34] = {
		.name = "images_expired",
		.doc = "images forgotten after config idle-timeout",
	},
	[35] = {
		.name = "images_refused",
		.doc = "images not recorded, config max-images reached",
	},
	[36] = {
		.name = "images_truncated",
		.doc = "updates cut to config max-image-bytes",
	},
	[37] = {
		.name = "image_updates",
		.doc = "times an image was seen",
	},
	[38] = {
		.name = "image_changes",
		.doc = "times an image was seen with other content",
	},
	[39] = {
		.name = "no_memory",
		.doc = "updates lost because the kernel had no memory at that moment",
	},
	[40] = {
		.name = "events_sent",
		.doc = "notifications handed to netlink",
	},
	[41] = {
		.name = "events_lost",
		.doc = "notifications that found no memory before any listener got "
			"them",
	},
	[42] = {
		.name = "datagrams",
		.doc = "UDP datagrams and Ethernet frames handed to a decoder",
	},
	[43] = {
		.name = "cycles_lost",
		.doc = "cyclic frames that must have been sent but were not seen",
	},
	[44] = {
		.name = "cycles_repeated",
		.doc = "cyclic frames and messages that were sent again; counted "
			"once",
	},
	[45] = {
		.name = "names_refused",
		.doc = "values not recorded because their name is longer than one "
			"can be",
	},
	[46] = {
		.name = "labels_refused",
		.doc = "labels of devices that have as many as they can",
	},
	[47] = {
		.name = "alarms",
		.doc = "alarms of devices",
	},
	[48] = {
		.name = "notes_refused",
		.doc = "state of a decoder (requests, handles, aliases) not kept, "
			"config max-notes reached",
	},
	[49] = {
		.name = "layouts_refused",
		.doc = "layouts not kept, config max-layouts reached, or not fit to "
			"be one",
	},
	[50] = {
		.name = "notes_share",
		.doc = "state of a decoder not kept, as its conversation has as much "
			"as is left for all",
	},
	[51] = {
		.name = "point_updates",
		.doc = "times a point was read from an image",
	},
	[52] = {
		.name = "points_unfit",
		.doc = "times an image that a point is bound to had no value for it: "
			"too short, or not of its type",
	},
	[53] = {
		.name = "point_events",
		.doc = "events of points, sent or without a listener",
	},
	[54] = {
		.name = "point_alerts",
		.doc = "alerts of points, sent or without a listener",
	},
	[55] = {
		.name = "samples",
		.doc = "samples taken into windows of points",
	},
};

const struct ft_names ft_stat_names = {
	sizeof(stat_names) / sizeof(stat_names[0]), stat_names,
};

static const struct ft_name shadow_state_names[] = {
	[0] = {
		.name = "running",
		.doc = "the candidate gets what the active decoder gets",
	},
	[1] = {
		.name = "ended",
		.doc = "somebody ended it, or one of the two decoders has gone",
	},
	[2] = {
		.name = "promoted",
		.doc = "the candidate took the active decoder's place",
	},
	[3] = {
		.name = "rolled_back",
		.doc = "the candidate took its place and gave it back",
	},
};

const struct ft_names ft_shadow_state_names = {
	sizeof(shadow_state_names) / sizeof(shadow_state_names[0]), shadow_state_names,
};

static const struct ft_name shadow_kind_names[] = {
	[0] = {
		.name = "different",
		.doc = "an image of both with other content, quality, status or "
			"meaning",
	},
	[1] = {
		.name = "missing",
		.doc = "an image of the active decoder alone",
	},
	[2] = {
		.name = "extra",
		.doc = "an image of the candidate alone",
	},
	[3] = {
		.name = "framing",
		.doc = "where a PDU begins, or how long it is",
	},
	[4] = {
		.name = "result",
		.doc = "whether a PDU was understood, or why it was not",
	},
	[5] = {
		.name = "report",
		.doc = "a request, an answer, a label, an alarm or another report of "
			"one",
	},
};

const struct ft_names ft_shadow_kind_names = {
	sizeof(shadow_kind_names) / sizeof(shadow_kind_names[0]), shadow_kind_names,
};

static const struct ft_name handover_names[] = {
	[0] = {
		.name = "promoted",
		.doc = "somebody promoted it",
	},
	[1] = {
		.name = "proven",
		.doc = "it showed no difference for as long as somebody asked for",
	},
	[2] = {
		.name = "rolled_back",
		.doc = "somebody rolled back the one that was promoted",
	},
	[3] = {
		.name = "left",
		.doc = "the module of the one that was promoted has gone",
	},
};

const struct ft_names ft_handover_names = {
	sizeof(handover_names) / sizeof(handover_names[0]), handover_names,
};

static const struct ft_name order_names[] = {
	[0] = {
		.name = "auto",
		.doc = "as the image says of the value: registers most significant "
			"octet first, text as the number that it writes",
	},
	[1] = {
		.name = "abcd",
		.doc = "most significant octet first",
	},
	[2] = {
		.name = "cdab",
		.doc = "least significant word first, in each the most significant "
			"octet",
	},
	[3] = {
		.name = "badc",
		.doc = "most significant word first, in each the least significant "
			"octet",
	},
	[4] = {
		.name = "dcba",
		.doc = "least significant octet first",
	},
	[5] = {
		.name = "text",
		.doc = "a decimal number as text",
	},
};

const struct ft_names ft_order_names = {
	sizeof(order_names) / sizeof(order_names[0]), order_names,
};

static const struct ft_name point_state_names[] = {
	[0] = {
		.name = "waiting",
		.doc = "no image with its address was seen",
	},
	[1] = {
		.name = "unfit",
		.doc = "its address was seen, but what stands there is too short for "
			"it or no value of its type",
	},
	[2] = {
		.name = "fresh",
		.doc = "seen within the time that the point or its image has for "
			"that",
	},
	[3] = {
		.name = "stale",
		.doc = "not seen for longer",
	},
};

const struct ft_names ft_point_state_names = {
	sizeof(point_state_names) / sizeof(point_state_names[0]), point_state_names,
};

static const struct ft_name alert_names[] = {
	[0] = {
		.name = "limit",
		.doc = "its level changed",
	},
	[1] = {
		.name = "rate",
		.doc = "it changed faster than its rate of change allows",
	},
	[2] = {
		.name = "stale",
		.doc = "it was not seen for too long",
	},
	[3] = {
		.name = "quality",
		.doc = "the protocol says that it is not, or may not be, the "
			"process's value",
	},
};

const struct ft_names ft_alert_names = {
	sizeof(alert_names) / sizeof(alert_names[0]), alert_names,
};

static const struct ft_name level_names[] = {
	[0] = {
		.name = "normal",
		.doc = "beyond none",
	},
	[1] = {
		.name = "lolo",
		.doc = "below lolo",
	},
	[2] = {
		.name = "lo",
		.doc = "below lo",
	},
	[3] = {
		.name = "hi",
		.doc = "above hi",
	},
	[4] = {
		.name = "hihi",
		.doc = "above hihi",
	},
};

const struct ft_names ft_level_names = {
	sizeof(level_names) / sizeof(level_names[0]), level_names,
};

static const struct ft_name tap_attrs[] = {
	[2] = {
		.name = "ifindex",
		.doc = "index of the tapped network device",
	},
	[3] = {
		.name = "ifname",
		.doc = "name of the tapped network device",
		.is_text = true,
	},
	[4] = {
		.name = "decoder",
		.doc = "name of a decoder that this tap feeds; none means every "
			"decoder",
		.is_text = true,
	},
	[5] = {
		.name = "promisc",
		.doc = "1 when the tap keeps the device in promiscuous mode",
	},
	[6] = {
		.name = "direction",
		.doc = "which hooks the tap sits on",
	},
	[7] = {
		.name = "frames",
		.doc = "frames that passed the tap",
	},
	[8] = {
		.name = "bytes",
		.doc = "octets of those frames",
	},
	[9] = {
		.name = "event-seq",
		.doc = "number of the event within its multicast group and namespace",
	},
};

const struct ft_names ft_tap_attrs = {
	sizeof(tap_attrs) / sizeof(tap_attrs[0]), tap_attrs,
};

static const struct ft_name decoder_attrs[] = {
	[2] = {
		.name = "name",
		.doc = "protocol name, the first part of its addresses",
		.is_text = true,
	},
	[3] = {
		.name = "loaded",
		.doc = "1 while the decoder's module is registered",
	},
	[4] = {
		.name = "tcp-port",
		.doc = "TCP port (either end) whose segments the decoder gets",
	},
	[5] = {
		.name = "udp-port",
		.doc = "UDP port (either end) whose datagrams the decoder gets",
	},
	[6] = {
		.name = "ethertype",
		.doc = "EtherType whose frames the decoder gets",
	},
	[7] = {
		.name = "pdus",
		.doc = "PDUs decoded in this namespace",
	},
	[8] = {
		.name = "errors",
		.doc = "PDUs refused in this namespace, for any reason",
	},
	[9] = {
		.name = "abi",
		.doc = "decoder ABI number that the module was built for",
	},
	[10] = {
		.name = "protocol",
		.doc = "protocol that the decoder is a candidate for; absent of "
			"others",
		.is_text = true,
	},
	[11] = {
		.name = "active",
		.doc = "name of the decoder that gets the frames, where it is "
			"another one; of a handover in any case, unless there is none",
		.is_text = true,
	},
	[12] = {
		.name = "shadow",
		.doc = "name of the candidate that runs as its shadow; absent "
			"without",
		.is_text = true,
	},
	[13] = {
		.name = "former",
		.doc = "name of the decoder that got the frames before",
		.is_text = true,
	},
	[14] = {
		.name = "handover",
		.doc = "why another one gets them now",
	},
	[15] = {
		.name = "event-seq",
		.doc = "number of the event within its multicast group and namespace",
	},
};

const struct ft_names ft_decoder_attrs = {
	sizeof(decoder_attrs) / sizeof(decoder_attrs[0]), decoder_attrs,
};

static const struct ft_name device_attrs[] = {
	[2] = {
		.name = "device",
		.doc = "canonical name, PROTOCOL:IP:PORT/UNIT",
		.is_text = true,
	},
	[3] = {
		.name = "prefix",
		.doc = "dump filter; devices whose canonical name begins with it, or "
			"which it begins with",
		.is_text = true,
	},
	[4] = {
		.name = "decoder",
		.doc = "name of the decoder that reported the device",
		.is_text = true,
	},
	[5] = {
		.name = "requests",
		.doc = "requests sent to the device",
	},
	[6] = {
		.name = "answers",
		.doc = "answers of the device, exceptions included",
	},
	[7] = {
		.name = "exceptions",
		.doc = "answers that were exceptions",
	},
	[8] = {
		.name = "last-exception",
		.doc = "code of the newest exception; absent when there was none",
	},
	[9] = {
		.name = "timeouts",
		.doc = "requests that stayed without answer for config request- "
			"timeout",
	},
	[10] = {
		.name = "response-min",
		.doc = "shortest response time in nanoseconds",
	},
	[11] = {
		.name = "response-avg",
		.doc = "mean response time in nanoseconds",
	},
	[12] = {
		.name = "response-max",
		.doc = "longest response time in nanoseconds",
	},
	[13] = {
		.name = "response-bucket",
		.doc = "histogram of response times; bucket 0 counts those below 64 "
			"us, bucket i those below 64 us x 2^i, the last one all "
			"others",
	},
	[14] = {
		.name = "retransmissions",
		.doc = "TCP segments repeated on conversations with the device",
	},
	[15] = {
		.name = "gaps",
		.doc = "holes in conversations with the device",
	},
	[16] = {
		.name = "images",
		.doc = "images of the device",
	},
	[17] = {
		.name = "first-seen",
		.doc = "nanoseconds since the epoch",
	},
	[18] = {
		.name = "last-seen",
		.doc = "nanoseconds since the epoch",
	},
	[19] = {
		.name = "state",
		.doc = "whether the device is still heard",
	},
	[20] = {
		.name = "label",
		.doc = "something lasting that the device says of itself",
	},
	[21] = {
		.name = "publications",
		.doc = "times the device sent something without being asked",
	},
	[22] = {
		.name = "alarms",
		.doc = "alarms of the device",
	},
	[23] = {
		.name = "lost",
		.doc = "cyclic frames that the device must have sent but were not "
			"seen",
	},
	[24] = {
		.name = "repeated",
		.doc = "cyclic frames and messages that the device sent again",
	},
};

const struct ft_names ft_device_attrs = {
	sizeof(device_attrs) / sizeof(device_attrs[0]), device_attrs,
};

static const struct ft_name label_attrs[] = {
	[1] = {
		.name = "name",
		.doc = "what it is, lower case, such as tag or vendor",
		.is_text = true,
	},
	[2] = {
		.name = "value",
		.doc = "its text",
		.is_text = true,
	},
};

const struct ft_names ft_label_attrs = {
	sizeof(label_attrs) / sizeof(label_attrs[0]), label_attrs,
};

static const struct ft_name item_attrs[] = {
	[1] = {
		.name = "name",
		.doc = "name within the device; the address of the value is "
			"DEVICE/NAME",
		.is_text = true,
	},
	[2] = {
		.name = "type",
		.doc = "what an element is",
	},
	[3] = {
		.name = "offset",
		.doc = "octet of data at which it begins",
	},
	[4] = {
		.name = "len",
		.doc = "octets of all its elements, all of them in data",
	},
	[5] = {
		.name = "count",
		.doc = "elements of an array; absent when there is one",
	},
	[6] = {
		.name = "little",
		.doc = "1 when the least significant octet stands first; absent when "
			"not",
	},
	[7] = {
		.name = "unit",
		.doc = "engineering unit; absent when none is known",
		.is_text = true,
	},
	[8] = {
		.name = "quality",
		.doc = "what the protocol says of the value; absent when it is good",
	},
	[9] = {
		.name = "status",
		.doc = "the protocol's own code for that; absent when 0",
	},
	[10] = {
		.name = "status-text",
		.doc = "what the code means; absent when nobody can tell",
		.is_text = true,
	},
};

const struct ft_names ft_item_attrs = {
	sizeof(item_attrs) / sizeof(item_attrs[0]), item_attrs,
};

static const struct ft_name image_attrs[] = {
	[2] = {
		.name = "device",
		.doc = "canonical name of the image's device",
		.is_text = true,
	},
	[3] = {
		.name = "image",
		.doc = "name of the image within its device, TABLE/FIRST+COUNT or "
			"free",
		.is_text = true,
	},
	[4] = {
		.name = "prefix",
		.doc = "dump filter; images of devices whose canonical name begins "
			"with it, or which it begins with",
		.is_text = true,
	},
	[5] = {
		.name = "since",
		.doc = "dump filter; images changed after this generation",
	},
	[6] = {
		.name = "decoder",
		.doc = "name of the decoder that reported the image",
		.is_text = true,
	},
	[7] = {
		.name = "layout",
		.doc = "how the items stand in data",
	},
	[8] = {
		.name = "first",
		.doc = "address of the first item",
	},
	[9] = {
		.name = "count",
		.doc = "number of items",
	},
	[10] = {
		.name = "len",
		.doc = "octets on the wire; more than in data when it was cut",
	},
	[11] = {
		.name = "data",
		.doc = "newest content, as on the wire",
	},
	[12] = {
		.name = "frames",
		.doc = "times the image was seen",
	},
	[13] = {
		.name = "changes",
		.doc = "times it was seen with other content",
	},
	[14] = {
		.name = "generation",
		.doc = "generation of the last change",
	},
	[15] = {
		.name = "last-seen",
		.doc = "nanoseconds since the epoch",
	},
	[16] = {
		.name = "last-change",
		.doc = "nanoseconds since the epoch",
	},
	[17] = {
		.name = "source-time",
		.doc = "the sender's own time, nanoseconds since the epoch; 0 if "
			"none",
	},
	[18] = {
		.name = "state",
		.doc = "whether the image is still heard",
	},
	[19] = {
		.name = "event-seq",
		.doc = "number of the event within its multicast group and namespace",
	},
	[20] = {
		.name = "quality",
		.doc = "what the protocol says of the content as a whole",
	},
	[21] = {
		.name = "status",
		.doc = "the protocol's own code for that; absent when 0",
	},
	[22] = {
		.name = "status-text",
		.doc = "what the code means; absent when nobody can tell",
		.is_text = true,
	},
	[23] = {
		.name = "stale-after",
		.doc = "nanoseconds without the image after which it is stale; "
			"absent when config stale-timeout holds",
	},
	[24] = {
		.name = "item",
		.doc = "one value in data, where layout is items or the image has a "
			"layout",
	},
	[25] = {
		.name = "items-cut",
		.doc = "items that did not fit the message; absent when all did",
	},
};

const struct ft_names ft_image_attrs = {
	sizeof(image_attrs) / sizeof(image_attrs[0]), image_attrs,
};

static const struct ft_name stat_entry_attrs[] = {
	[2] = {
		.name = "id",
		.doc = "what was counted",
	},
	[3] = {
		.name = "value",
		.doc = "how often",
	},
};

const struct ft_names ft_stat_entry_attrs = {
	sizeof(stat_entry_attrs) / sizeof(stat_entry_attrs[0]), stat_entry_attrs,
};

static const struct ft_name stats_attrs[] = {
	[2] = {
		.name = "stat",
		.doc = "one counter",
	},
	[3] = {
		.name = "generation",
		.doc = "newest generation of the namespace",
	},
};

const struct ft_names ft_stats_attrs = {
	sizeof(stats_attrs) / sizeof(stats_attrs[0]), stats_attrs,
};

static const struct ft_name map_attrs[] = {
	[2] = {
		.name = "name",
		.doc = "flows, devices, images, notes, layouts, points or anchors",
		.is_text = true,
	},
	[3] = {
		.name = "count",
		.doc = "entries",
	},
	[4] = {
		.name = "limit",
		.doc = "most entries",
	},
	[5] = {
		.name = "log2-buckets",
		.doc = "B of the model; the newest array has 2^B buckets",
	},
	[6] = {
		.name = "old-log2-buckets",
		.doc = "B of the array being evacuated; absent when the map does not "
			"grow",
	},
	[7] = {
		.name = "nevacuate",
		.doc = "old buckets that are evacuated",
	},
	[8] = {
		.name = "noverflow",
		.doc = "overflow buckets",
	},
	[9] = {
		.name = "flags",
		.doc = "bit 0, the map grows; bit 1, the worker is asked; bit 2, "
			"growth was put off and will be tried again",
	},
	[10] = {
		.name = "growths",
		.doc = "growths finished, of every kind",
	},
	[11] = {
		.name = "put-off",
		.doc = "arrays and buckets that had to wait for memory",
	},
	[12] = {
		.name = "moved-by-writers",
		.doc = "entries evacuated by writers",
	},
	[13] = {
		.name = "moved-by-worker",
		.doc = "entries evacuated by the worker",
	},
	[14] = {
		.name = "longest-step",
		.doc = "most entries evacuated by one call",
	},
	[15] = {
		.name = "longest-step-ns",
		.doc = "longest time one call spent evacuating",
	},
	[16] = {
		.name = "refused",
		.doc = "inserts refused at the limit",
	},
	[17] = {
		.name = "occupancy",
		.doc = "buckets whose chain holds 0, 1, 2, ... entries, the last one "
			"more",
	},
	[18] = {
		.name = "growth",
		.doc = "what the event tells",
	},
	[19] = {
		.name = "duration",
		.doc = "nanoseconds from start to finish",
	},
	[20] = {
		.name = "event-seq",
		.doc = "number of the event within its multicast group and namespace",
	},
	[21] = {
		.name = "same",
		.doc = "growths to an array of the same size",
	},
	[22] = {
		.name = "shrinks",
		.doc = "growths to an array of half the size",
	},
	[23] = {
		.name = "longest-step-buckets",
		.doc = "most old buckets evacuated by one call, never above 2",
	},
	[24] = {
		.name = "drainers",
		.doc = "workers that drained the array of the last growth that took "
			"several",
	},
	[25] = {
		.name = "share-sd",
		.doc = "standard deviation of their shares, in permille of the mean",
	},
};

const struct ft_names ft_map_attrs = {
	sizeof(map_attrs) / sizeof(map_attrs[0]), map_attrs,
};

static const struct ft_name config_attrs[] = {
	[2] = {
		.name = "max-flows",
		.doc = "most conversations followed",
	},
	[3] = {
		.name = "max-devices",
		.doc = "most devices",
	},
	[4] = {
		.name = "max-images",
		.doc = "most images",
	},
	[5] = {
		.name = "max-image-bytes",
		.doc = "most octets kept of one image",
	},
	[6] = {
		.name = "flow-timeout",
		.doc = "seconds until an idle conversation is forgotten",
	},
	[7] = {
		.name = "request-timeout",
		.doc = "milliseconds until a request counts as unanswered",
	},
	[8] = {
		.name = "stale-timeout",
		.doc = "milliseconds until a device or an image counts as stale",
	},
	[9] = {
		.name = "idle-timeout",
		.doc = "seconds until an unseen device or image is forgotten",
	},
	[10] = {
		.name = "max-notes",
		.doc = "most notes that decoders keep beside conversations",
	},
	[11] = {
		.name = "max-layouts",
		.doc = "most layouts",
	},
	[12] = {
		.name = "max-points",
		.doc = "most points",
	},
	[13] = {
		.name = "max-samples",
		.doc = "most samples that the windows of all points have room for",
	},
};

const struct ft_names ft_config_attrs = {
	sizeof(config_attrs) / sizeof(config_attrs[0]), config_attrs,
};

static const struct ft_name alarm_attrs[] = {
	[2] = {
		.name = "device",
		.doc = "canonical name of the device",
		.is_text = true,
	},
	[3] = {
		.name = "what",
		.doc = "what the device reports, for people",
		.is_text = true,
	},
	[4] = {
		.name = "item",
		.doc = "name within the device of what it is about; absent when it "
			"is the device",
		.is_text = true,
	},
	[5] = {
		.name = "code",
		.doc = "the protocol's own code",
	},
	[6] = {
		.name = "data",
		.doc = "the rest as on the wire, perhaps cut",
	},
	[7] = {
		.name = "time",
		.doc = "nanoseconds since the epoch",
	},
	[8] = {
		.name = "event-seq",
		.doc = "number of the event within its multicast group and namespace",
	},
};

const struct ft_names ft_alarm_attrs = {
	sizeof(alarm_attrs) / sizeof(alarm_attrs[0]), alarm_attrs,
};

static const struct ft_name layout_item_attrs[] = {
	[1] = {
		.name = "name",
		.doc = "name within the device",
		.is_text = true,
	},
	[2] = {
		.name = "offset",
		.doc = "octet of the content at which it begins",
	},
	[3] = {
		.name = "len",
		.doc = "octets",
	},
	[4] = {
		.name = "status",
		.doc = "octet of the content whose top bit says that the value is "
			"good; absent when there is none",
	},
	[5] = {
		.name = "type",
		.doc = "what it is",
	},
	[6] = {
		.name = "little",
		.doc = "1 when the least significant octet stands first; absent when "
			"not",
	},
};

const struct ft_names ft_layout_item_attrs = {
	sizeof(layout_item_attrs) / sizeof(layout_item_attrs[0]), layout_item_attrs,
};

static const struct ft_name layout_attrs[] = {
	[2] = {
		.name = "device",
		.doc = "canonical name of the image's device, which need not be "
			"known yet",
		.is_text = true,
	},
	[3] = {
		.name = "image",
		.doc = "name of the image within its device",
		.is_text = true,
	},
	[4] = {
		.name = "prefix",
		.doc = "dump filter; layouts of devices whose canonical name begins "
			"with it, or which it begins with",
		.is_text = true,
	},
	[5] = {
		.name = "len",
		.doc = "octets of the content",
	},
	[6] = {
		.name = "stale-after",
		.doc = "nanoseconds without the image after which it is stale; "
			"absent when the layout does not say",
	},
	[7] = {
		.name = "item",
		.doc = "one value in the content",
	},
};

const struct ft_names ft_layout_attrs = {
	sizeof(layout_attrs) / sizeof(layout_attrs[0]), layout_attrs,
};

static const struct ft_name shadow_sample_attrs[] = {
	[2] = {
		.name = "kind",
		.doc = "what is different",
	},
	[3] = {
		.name = "time",
		.doc = "nanoseconds since the epoch",
	},
	[4] = {
		.name = "device",
		.doc = "canonical name of the device; absent where none was told",
		.is_text = true,
	},
	[5] = {
		.name = "image",
		.doc = "name of the image within the device, or of what was reported",
		.is_text = true,
	},
	[6] = {
		.name = "pdu",
		.doc = "first octets of the PDU, as on the wire; absent of ticks and "
			"gaps",
	},
	[7] = {
		.name = "pdu-len",
		.doc = "octets of the PDU",
	},
	[8] = {
		.name = "active-data",
		.doc = "first octets of what the active decoder says; absent when it "
			"says nothing",
	},
	[9] = {
		.name = "active-len",
		.doc = "octets of it",
	},
	[10] = {
		.name = "active-result",
		.doc = "0, or a negated stat that tells why it did not understand "
			"the PDU; of framing, the length that it gives the PDU",
	},
	[11] = {
		.name = "candidate-data",
		.doc = "first octets of what the candidate says; absent when it says "
			"nothing",
	},
	[12] = {
		.name = "candidate-len",
		.doc = "octets of it",
	},
	[13] = {
		.name = "candidate-result",
		.doc = "0, or a negated stat that tells why it did not understand "
			"the PDU; of framing, the length that it gives the PDU",
	},
};

const struct ft_names ft_shadow_sample_attrs = {
	sizeof(shadow_sample_attrs) / sizeof(shadow_sample_attrs[0]), shadow_sample_attrs,
};

static const struct ft_name shadow_attrs[] = {
	[2] = {
		.name = "decoder",
		.doc = "the protocol whose decoder has a shadow",
		.is_text = true,
	},
	[3] = {
		.name = "active",
		.doc = "name of the decoder that gets the frames",
		.is_text = true,
	},
	[4] = {
		.name = "candidate",
		.doc = "name of the decoder that runs as its shadow",
		.is_text = true,
	},
	[5] = {
		.name = "share",
		.doc = "conversations of which the candidate gets a copy, in percent",
	},
	[6] = {
		.name = "after",
		.doc = "PDUs in a row without any difference after which it is "
			"promoted; absent, never",
	},
	[7] = {
		.name = "state",
		.doc = "what became of it",
	},
	[8] = {
		.name = "in-a-row",
		.doc = "PDUs compared since the newest difference",
	},
	[9] = {
		.name = "pdus",
		.doc = "PDUs compared",
	},
	[10] = {
		.name = "matched",
		.doc = "images that both emitted alike",
	},
	[11] = {
		.name = "different",
		.doc = "images that differ in content, quality, status or meaning",
	},
	[12] = {
		.name = "missing",
		.doc = "images that only the active decoder emitted",
	},
	[13] = {
		.name = "extra",
		.doc = "images that only the candidate emitted",
	},
	[14] = {
		.name = "framing",
		.doc = "times that they disagreed about where a PDU begins or ends",
	},
	[15] = {
		.name = "result",
		.doc = "PDUs that only one understood, or not for the same reason",
	},
	[16] = {
		.name = "report",
		.doc = "requests, answers, labels, alarms and other reports that "
			"differ",
	},
	[17] = {
		.name = "learning",
		.doc = "PDUs not compared, of conversations that the candidate "
			"joined late",
	},
	[18] = {
		.name = "unchecked",
		.doc = "PDUs with more in them than is compared, or than there was "
			"memory for",
	},
	[19] = {
		.name = "active-errors",
		.doc = "PDUs compared that the active decoder did not understand",
	},
	[20] = {
		.name = "candidate-errors",
		.doc = "PDUs compared that the candidate did not understand",
	},
	[21] = {
		.name = "active-ns",
		.doc = "nanoseconds that the active decoder took for them, without "
			"the core",
	},
	[22] = {
		.name = "candidate-ns",
		.doc = "nanoseconds that the candidate took for them, without the "
			"core",
	},
	[23] = {
		.name = "active-ns-max",
		.doc = "longest time of the active decoder for one of them",
	},
	[24] = {
		.name = "candidate-ns-max",
		.doc = "longest time of the candidate for one of them",
	},
	[25] = {
		.name = "sample",
		.doc = "one of the newest differences; not in dumps",
	},
};

const struct ft_names ft_shadow_attrs = {
	sizeof(shadow_attrs) / sizeof(shadow_attrs[0]), shadow_attrs,
};

static const struct ft_name point_conf_attrs[] = {
	[1] = {
		.name = "name",
		.doc = "dotted name, unique in the namespace",
		.is_text = true,
	},
	[2] = {
		.name = "address",
		.doc = "canonical address of the value that it shows, or "
			"DEVICE/IMAGE for octets of an image",
		.is_text = true,
	},
	[3] = {
		.name = "octet",
		.doc = "octet of the value or image at which it begins; absent when "
			"0",
	},
	[4] = {
		.name = "type",
		.doc = "what its octets are; absent, as the image says",
	},
	[5] = {
		.name = "order",
		.doc = "how its octets stand; absent, auto",
	},
	[6] = {
		.name = "bit",
		.doc = "bit of the unsigned integer there that it shows, 0 the least "
			"significant; its value is a bool then",
	},
	[7] = {
		.name = "len",
		.doc = "octets of a string or octets; absent, up to the end of the "
			"value",
	},
	[8] = {
		.name = "scale",
		.doc = "its value is what stands there x scale + offset; decimal "
			"number, absent when 1",
		.is_text = true,
	},
	[9] = {
		.name = "offset",
		.doc = "decimal number, absent when 0",
		.is_text = true,
	},
	[10] = {
		.name = "unit",
		.doc = "engineering unit; absent, as the image says",
		.is_text = true,
	},
	[11] = {
		.name = "desc",
		.doc = "description, for people",
		.is_text = true,
	},
	[12] = {
		.name = "source",
		.doc = "what it was loaded from; absent of one added by itself",
		.is_text = true,
	},
	[13] = {
		.name = "deadband",
		.doc = "events only of values that differ by more from the last "
			"told; decimal number in engineering units",
		.is_text = true,
	},
	[14] = {
		.name = "deadband-percent",
		.doc = "likewise, in percent of span-hi - span-lo",
		.is_text = true,
	},
	[15] = {
		.name = "span-lo",
		.doc = "lower end of the range; decimal number",
		.is_text = true,
	},
	[16] = {
		.name = "span-hi",
		.doc = "upper end of the range; decimal number",
		.is_text = true,
	},
	[17] = {
		.name = "heartbeat",
		.doc = "milliseconds after which an unchanged value that is still "
			"seen is told again",
	},
	[18] = {
		.name = "min-interval",
		.doc = "milliseconds between two events at least; the newest value "
			"is told when they are over",
	},
	[19] = {
		.name = "lolo",
		.doc = "limit, decimal number",
		.is_text = true,
	},
	[20] = {
		.name = "lo",
		.doc = "limit, decimal number",
		.is_text = true,
	},
	[21] = {
		.name = "hi",
		.doc = "limit, decimal number",
		.is_text = true,
	},
	[22] = {
		.name = "hihi",
		.doc = "limit, decimal number",
		.is_text = true,
	},
	[23] = {
		.name = "hysteresis",
		.doc = "how far behind a limit the value has to return before the "
			"level falls; decimal number",
		.is_text = true,
	},
	[24] = {
		.name = "debounce-count",
		.doc = "samples in a row that have to show another level before it "
			"holds",
	},
	[25] = {
		.name = "debounce-time",
		.doc = "milliseconds for which they have to",
	},
	[26] = {
		.name = "rate",
		.doc = "most that the value may change in a second, decimal number",
		.is_text = true,
	},
	[27] = {
		.name = "stale-after",
		.doc = "milliseconds unseen after which it is stale",
	},
	[28] = {
		.name = "stale-periods",
		.doc = "likewise, in observed periods of its image",
	},
	[29] = {
		.name = "window",
		.doc = "samples that it keeps",
	},
};

const struct ft_names ft_point_conf_attrs = {
	sizeof(point_conf_attrs) / sizeof(point_conf_attrs[0]), point_conf_attrs,
};

static const struct ft_name point_attrs[] = {
	[2] = {
		.name = "name",
		.doc = "dotted name, unique in the namespace",
		.is_text = true,
	},
	[3] = {
		.name = "conf",
		.doc = "what it is, as it was given",
	},
	[4] = {
		.name = "scale",
		.doc = "as in conf; absent when 1",
		.is_text = true,
	},
	[5] = {
		.name = "offset",
		.doc = "as in conf; absent when 0",
		.is_text = true,
	},
	[6] = {
		.name = "unit",
		.doc = "engineering unit, its own or that of the image; absent when "
			"none is known",
		.is_text = true,
	},
	[7] = {
		.name = "state",
		.doc = "whether it has a value",
	},
	[8] = {
		.name = "value-type",
		.doc = "what raw or data is; absent while there is no value",
	},
	[9] = {
		.name = "raw",
		.doc = "newest value before scale and offset, in the low bits; "
			"integers extended to 64 bits by sign or zero, f32 and f64 as "
			"IEEE 754 has them; absent of strings and octets",
	},
	[10] = {
		.name = "data",
		.doc = "newest value of a string or octets, perhaps cut",
	},
	[11] = {
		.name = "time",
		.doc = "when raw or data was seen first, nanoseconds since the epoch",
	},
	[12] = {
		.name = "previous-raw",
		.doc = "the value that was told before; absent when there was none",
	},
	[13] = {
		.name = "previous-time",
		.doc = "time of that one",
	},
	[14] = {
		.name = "last-seen",
		.doc = "nanoseconds since the epoch",
	},
	[15] = {
		.name = "quality",
		.doc = "what the protocol says of the value",
	},
	[16] = {
		.name = "status",
		.doc = "the protocol's own code for that; absent when 0",
	},
	[17] = {
		.name = "level",
		.doc = "where the value stands among the limits; absent when normal",
	},
	[18] = {
		.name = "rate-alert",
		.doc = "1 while it changes too fast; absent when not",
	},
	[19] = {
		.name = "period",
		.doc = "nanoseconds between two sightings of its image, averaged; "
			"absent while unknown",
	},
	[20] = {
		.name = "images",
		.doc = "images that have its address",
	},
	[21] = {
		.name = "samples",
		.doc = "samples taken into its window so far",
	},
	[22] = {
		.name = "events",
		.doc = "events told of it",
	},
	[23] = {
		.name = "alerts",
		.doc = "alerts told of it",
	},
	[24] = {
		.name = "generation",
		.doc = "generation of the last change of value, quality, state or "
			"level",
	},
	[25] = {
		.name = "since",
		.doc = "dump filter; points changed after this generation",
	},
	[26] = {
		.name = "pattern",
		.doc = "dump filter; glob that the name has to match",
		.is_text = true,
	},
	[27] = {
		.name = "event-seq",
		.doc = "number of the event within its multicast group and namespace",
	},
	[28] = {
		.name = "alert",
		.doc = "of an alert, why",
	},
	[29] = {
		.name = "raised",
		.doc = "of an alert, 1 when it begins, 0 when it is over",
	},
	[30] = {
		.name = "previous-level",
		.doc = "of an alert because of a limit, the level before",
	},
	[31] = {
		.name = "limit",
		.doc = "of an alert because of a limit or the rate, that limit",
		.is_text = true,
	},
};

const struct ft_names ft_point_attrs = {
	sizeof(point_attrs) / sizeof(point_attrs[0]), point_attrs,
};

static const struct ft_name points_attrs[] = {
	[1] = {
		.name = "new",
		.doc = "a point to add",
	},
	[2] = {
		.name = "set",
		.doc = "a point that is there and gets this description; what it has "
			"seen stays where it still reads the same",
	},
	[3] = {
		.name = "del",
		.doc = "a point to take away, by its name",
	},
};

const struct ft_names ft_points_attrs = {
	sizeof(points_attrs) / sizeof(points_attrs[0]), points_attrs,
};

static const struct ft_name sample_attrs[] = {
	[2] = {
		.name = "time",
		.doc = "when it was seen, nanoseconds since the epoch",
	},
	[3] = {
		.name = "raw",
		.doc = "value before scale and offset, as of a point; absent when "
			"there was none",
	},
	[4] = {
		.name = "quality",
		.doc = "what the protocol says of it; absent when good",
	},
	[5] = {
		.name = "missed",
		.doc = "samples that should stand before it and do not: cyclic "
			"frames that were not seen; absent when 0",
	},
};

const struct ft_names ft_sample_attrs = {
	sizeof(sample_attrs) / sizeof(sample_attrs[0]), sample_attrs,
};

static const struct ft_name window_attrs[] = {
	[2] = {
		.name = "name",
		.doc = "name of the point",
		.is_text = true,
	},
	[3] = {
		.name = "since",
		.doc = "number of the first sample wanted; absent, 0",
	},
	[4] = {
		.name = "size",
		.doc = "samples that the window has room for",
	},
	[5] = {
		.name = "type",
		.doc = "what the raw values are; absent while there was none",
	},
	[6] = {
		.name = "scale",
		.doc = "as of the point; absent when 1",
		.is_text = true,
	},
	[7] = {
		.name = "offset",
		.doc = "as of the point; absent when 0",
		.is_text = true,
	},
	[8] = {
		.name = "unit",
		.doc = "engineering unit; absent when none is known",
		.is_text = true,
	},
	[9] = {
		.name = "first",
		.doc = "number of the first sample of this message, the others "
			"follow without a gap; of the answer without samples, of the "
			"oldest that is kept",
	},
	[10] = {
		.name = "next",
		.doc = "number that the next sample gets; in each message of a dump, "
			"that it got when the dump began",
	},
	[11] = {
		.name = "overwritten",
		.doc = "samples wanted that are not kept any more; absent when 0",
	},
	[12] = {
		.name = "sample",
		.doc = "one sample",
	},
};

const struct ft_names ft_window_attrs = {
	sizeof(window_attrs) / sizeof(window_attrs[0]), window_attrs,
};
