/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/fieldtap.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_FIELDTAP_H
#define _UAPI_LINUX_FIELDTAP_H

#define FIELDTAP_GENL_NAME	"fieldtap"
#define FIELDTAP_GENL_VERSION	1

#define FIELDTAP_NAME_MAX		64
#define FIELDTAP_PATH_MAX		288
#define FIELDTAP_LABEL_NAME_MAX		16
#define FIELDTAP_LABEL_VALUE_MAX	64
#define FIELDTAP_ALARM_DATA_MAX		64
#define FIELDTAP_PORTS_MAX		8
#define FIELDTAP_TAP_DECODERS_MAX	8

/**
 * enum fieldtap_direction - which of a device's hooks a tap sits on
 * @FIELDTAP_DIRECTION_BOTH: ingress and egress (a loopback device always
 *   ingress only)
 * @FIELDTAP_DIRECTION_INGRESS: what the device receives
 * @FIELDTAP_DIRECTION_EGRESS: what the device sends
 */
enum fieldtap_direction {
	FIELDTAP_DIRECTION_BOTH,
	FIELDTAP_DIRECTION_INGRESS,
	FIELDTAP_DIRECTION_EGRESS,
};

/**
 * enum fieldtap_state - whether a device or an image is still heard
 * @FIELDTAP_STATE_FRESH: seen within config stale-timeout
 * @FIELDTAP_STATE_STALE: not seen for longer than config stale-timeout
 */
enum fieldtap_state {
	FIELDTAP_STATE_FRESH,
	FIELDTAP_STATE_STALE,
};

/**
 * enum fieldtap_layout - how the items of an image stand in its bytes
 * @FIELDTAP_LAYOUT_RAW: bytes that only a point or a person can name
 * @FIELDTAP_LAYOUT_BITS: one bit an item, least significant bit of a byte
 *   first
 * @FIELDTAP_LAYOUT_BE16: one big-endian 16-bit register an item
 * @FIELDTAP_LAYOUT_ITEMS: as the nested items say
 */
enum fieldtap_layout {
	FIELDTAP_LAYOUT_RAW,
	FIELDTAP_LAYOUT_BITS,
	FIELDTAP_LAYOUT_BE16,
	FIELDTAP_LAYOUT_ITEMS,
};

/**
 * enum fieldtap_type - what the octets of an item are
 * @FIELDTAP_TYPE_BYTES: octets without a meaning that is known
 * @FIELDTAP_TYPE_STRING: UTF-8 text
 * @FIELDTAP_TYPE_BOOL: one octet, 0 or not
 * @FIELDTAP_TYPE_U8: unsigned integer of 1 octet
 * @FIELDTAP_TYPE_I8: signed integer of 1 octet
 * @FIELDTAP_TYPE_U16: unsigned integer of 2 octets
 * @FIELDTAP_TYPE_I16: signed integer of 2 octets
 * @FIELDTAP_TYPE_U32: unsigned integer of 4 octets
 * @FIELDTAP_TYPE_I32: signed integer of 4 octets
 * @FIELDTAP_TYPE_U64: unsigned integer of 8 octets
 * @FIELDTAP_TYPE_I64: signed integer of 8 octets
 * @FIELDTAP_TYPE_F32: IEEE 754 binary32
 * @FIELDTAP_TYPE_F64: IEEE 754 binary64
 * @FIELDTAP_TYPE_DATETIME: 100 ns intervals since 1601-01-01 UTC, 8 octets
 */
enum fieldtap_type {
	FIELDTAP_TYPE_BYTES,
	FIELDTAP_TYPE_STRING,
	FIELDTAP_TYPE_BOOL,
	FIELDTAP_TYPE_U8,
	FIELDTAP_TYPE_I8,
	FIELDTAP_TYPE_U16,
	FIELDTAP_TYPE_I16,
	FIELDTAP_TYPE_U32,
	FIELDTAP_TYPE_I32,
	FIELDTAP_TYPE_U64,
	FIELDTAP_TYPE_I64,
	FIELDTAP_TYPE_F32,
	FIELDTAP_TYPE_F64,
	FIELDTAP_TYPE_DATETIME,
};

/**
 * enum fieldtap_quality - what the protocol says of a value
 * @FIELDTAP_QUALITY_GOOD: nothing is known against it
 * @FIELDTAP_QUALITY_UNCERTAIN: it may be wrong
 * @FIELDTAP_QUALITY_BAD: it is not the process's value
 */
enum fieldtap_quality {
	FIELDTAP_QUALITY_GOOD,
	FIELDTAP_QUALITY_UNCERTAIN,
	FIELDTAP_QUALITY_BAD,
};

/**
 * enum fieldtap_growth - what happened to a growmap
 * @FIELDTAP_GROWTH_START: a new bucket array was published
 * @FIELDTAP_GROWTH_FINISH: the last old bucket was evacuated
 * @FIELDTAP_GROWTH_PUT_OFF: there was no memory for the new array; tried again
 *   later
 */
enum fieldtap_growth {
	FIELDTAP_GROWTH_START,
	FIELDTAP_GROWTH_FINISH,
	FIELDTAP_GROWTH_PUT_OFF,
};

/**
 * enum fieldtap_stat - why something was counted
 * @FIELDTAP_STAT_FRAMES: frames that the hooks of all taps saw
 * @FIELDTAP_STAT_BYTES: octets of those frames
 * @FIELDTAP_STAT_FRAMES_FOREIGN: frames of no protocol or port that a decoder
 *   asked for
 * @FIELDTAP_STAT_FRAMES_MALFORMED: frames whose IP or TCP header is cut short
 *   or lies about its length
 * @FIELDTAP_STAT_FRAMES_FRAGMENT: IP fragments; a stream is tapped only when
 *   it is not fragmented
 * @FIELDTAP_STAT_FRAMES_REPEATED: frames met a second time at another tap or
 *   hook; counted once
 * @FIELDTAP_STAT_SEGMENTS: TCP segments with payload handed to the stream
 *   tracker
 * @FIELDTAP_STAT_SEGMENTS_RETRANSMITTED: TCP segments that carried only bytes
 *   already seen
 * @FIELDTAP_STAT_SEGMENTS_HELD: TCP segments ahead of a hole, held until it
 *   was filled
 * @FIELDTAP_STAT_SEGMENTS_REFUSED: TCP segments ahead of a hole that did not
 *   fit the bounded window
 * @FIELDTAP_STAT_GAPS: holes given up (bytes that the tap never saw)
 * @FIELDTAP_STAT_RESYNCS: times a stream found the next PDU after a gap or
 *   nonsense, or was met in the middle
 * @FIELDTAP_STAT_RESYNC_BYTES: octets skipped while looking for the next PDU
 * @FIELDTAP_STAT_PDUS: PDUs that a decoder understood
 * @FIELDTAP_STAT_PDU_TRUNCATED: PDUs too short for what they claim to carry
 * @FIELDTAP_STAT_PDU_MALFORMED: PDUs whose fields contradict each other or
 *   their length
 * @FIELDTAP_STAT_PDU_OVERSIZED: PDUs or length fields above what the protocol
 *   allows
 * @FIELDTAP_STAT_PDU_UNMATCHED: answers to a request that was never seen or
 *   has expired
 * @FIELDTAP_STAT_PDU_MISMATCHED: answers that do not fit their request
 *   (quantity, address or value)
 * @FIELDTAP_STAT_PDU_NONSENSE: bytes where a PDU should begin that no PDU
 *   begins with
 * @FIELDTAP_STAT_PDU_ENCRYPTED: PDUs that are encrypted, so that nobody but
 *   their receiver can read them
 * @FIELDTAP_STAT_PDU_UNSUPPORTED: PDUs that are well formed, of a kind whose
 *   content is not read
 * @FIELDTAP_STAT_PDU_INCOMPLETE: PDUs sent in pieces of which some were lost
 *   or did not fit
 * @FIELDTAP_STAT_PDU_NO_BASE: partial writes whose previous value was never
 *   seen
 * @FIELDTAP_STAT_REQUESTS_LOST: open requests pushed out of the bounded ring
 *   by newer ones
 * @FIELDTAP_STAT_FLOWS_CREATED: conversations that began to be followed
 * @FIELDTAP_STAT_FLOWS_EXPIRED: conversations forgotten because they were
 *   closed or idle
 * @FIELDTAP_STAT_FLOWS_REFUSED: conversations not followed, config max-flows
 *   reached
 * @FIELDTAP_STAT_FLOWS_GIVEN_UP: conversations ignored after repeated nonsense
 *   on a decoder's port
 * @FIELDTAP_STAT_FLOWS_EVICTED: conversations without any PDU dropped early,
 *   near config max-flows
 * @FIELDTAP_STAT_DEVICES_CREATED: devices seen for the first time
 * @FIELDTAP_STAT_DEVICES_EXPIRED: devices forgotten after config idle-timeout
 * @FIELDTAP_STAT_DEVICES_REFUSED: devices not recorded, config max-devices
 *   reached
 * @FIELDTAP_STAT_IMAGES_CREATED: images seen for the first time
 * @FIELDTAP_STAT_IMAGES_EXPIRED: images forgotten after config idle-timeout
 * @FIELDTAP_STAT_IMAGES_REFUSED: images not recorded, config max-images
 *   reached
 * @FIELDTAP_STAT_IMAGES_TRUNCATED: updates cut to config max-image-bytes
 * @FIELDTAP_STAT_IMAGE_UPDATES: times an image was seen
 * @FIELDTAP_STAT_IMAGE_CHANGES: times an image was seen with other content
 * @FIELDTAP_STAT_NO_MEMORY: updates lost because the kernel had no memory at
 *   that moment
 * @FIELDTAP_STAT_EVENTS_SENT: notifications handed to netlink
 * @FIELDTAP_STAT_EVENTS_LOST: notifications that found no memory before any
 *   listener got them
 * @FIELDTAP_STAT_DATAGRAMS: UDP datagrams and Ethernet frames handed to a
 *   decoder
 * @FIELDTAP_STAT_CYCLES_LOST: cyclic frames that must have been sent but were
 *   not seen
 * @FIELDTAP_STAT_CYCLES_REPEATED: cyclic frames and messages that were sent
 *   again; counted once
 * @FIELDTAP_STAT_NAMES_REFUSED: values not recorded because their name is
 *   longer than one can be
 * @FIELDTAP_STAT_LABELS_REFUSED: labels of devices that have as many as they
 *   can
 * @FIELDTAP_STAT_ALARMS: alarms of devices
 * @FIELDTAP_STAT_NOTES_REFUSED: state of a decoder (requests, handles,
 *   aliases) not kept, config max-notes reached
 * @FIELDTAP_STAT_LAYOUTS_REFUSED: layouts not kept, config max-layouts
 *   reached, or not fit to be one
 */
enum fieldtap_stat {
	FIELDTAP_STAT_FRAMES,
	FIELDTAP_STAT_BYTES,
	FIELDTAP_STAT_FRAMES_FOREIGN,
	FIELDTAP_STAT_FRAMES_MALFORMED,
	FIELDTAP_STAT_FRAMES_FRAGMENT,
	FIELDTAP_STAT_FRAMES_REPEATED,
	FIELDTAP_STAT_SEGMENTS,
	FIELDTAP_STAT_SEGMENTS_RETRANSMITTED,
	FIELDTAP_STAT_SEGMENTS_HELD,
	FIELDTAP_STAT_SEGMENTS_REFUSED,
	FIELDTAP_STAT_GAPS,
	FIELDTAP_STAT_RESYNCS,
	FIELDTAP_STAT_RESYNC_BYTES,
	FIELDTAP_STAT_PDUS,
	FIELDTAP_STAT_PDU_TRUNCATED,
	FIELDTAP_STAT_PDU_MALFORMED,
	FIELDTAP_STAT_PDU_OVERSIZED,
	FIELDTAP_STAT_PDU_UNMATCHED,
	FIELDTAP_STAT_PDU_MISMATCHED,
	FIELDTAP_STAT_PDU_NONSENSE,
	FIELDTAP_STAT_PDU_ENCRYPTED,
	FIELDTAP_STAT_PDU_UNSUPPORTED,
	FIELDTAP_STAT_PDU_INCOMPLETE,
	FIELDTAP_STAT_PDU_NO_BASE,
	FIELDTAP_STAT_REQUESTS_LOST,
	FIELDTAP_STAT_FLOWS_CREATED,
	FIELDTAP_STAT_FLOWS_EXPIRED,
	FIELDTAP_STAT_FLOWS_REFUSED,
	FIELDTAP_STAT_FLOWS_GIVEN_UP,
	FIELDTAP_STAT_FLOWS_EVICTED,
	FIELDTAP_STAT_DEVICES_CREATED,
	FIELDTAP_STAT_DEVICES_EXPIRED,
	FIELDTAP_STAT_DEVICES_REFUSED,
	FIELDTAP_STAT_IMAGES_CREATED,
	FIELDTAP_STAT_IMAGES_EXPIRED,
	FIELDTAP_STAT_IMAGES_REFUSED,
	FIELDTAP_STAT_IMAGES_TRUNCATED,
	FIELDTAP_STAT_IMAGE_UPDATES,
	FIELDTAP_STAT_IMAGE_CHANGES,
	FIELDTAP_STAT_NO_MEMORY,
	FIELDTAP_STAT_EVENTS_SENT,
	FIELDTAP_STAT_EVENTS_LOST,
	FIELDTAP_STAT_DATAGRAMS,
	FIELDTAP_STAT_CYCLES_LOST,
	FIELDTAP_STAT_CYCLES_REPEATED,
	FIELDTAP_STAT_NAMES_REFUSED,
	FIELDTAP_STAT_LABELS_REFUSED,
	FIELDTAP_STAT_ALARMS,
	FIELDTAP_STAT_NOTES_REFUSED,
	FIELDTAP_STAT_LAYOUTS_REFUSED,
};

enum {
	FIELDTAP_A_TAP_PAD = 1,
	FIELDTAP_A_TAP_IFINDEX,
	FIELDTAP_A_TAP_IFNAME,
	FIELDTAP_A_TAP_DECODER,
	FIELDTAP_A_TAP_PROMISC,
	FIELDTAP_A_TAP_DIRECTION,
	FIELDTAP_A_TAP_FRAMES,
	FIELDTAP_A_TAP_BYTES,
	FIELDTAP_A_TAP_EVENT_SEQ,

	__FIELDTAP_A_TAP_MAX
};
#define FIELDTAP_A_TAP_MAX (__FIELDTAP_A_TAP_MAX - 1)

enum {
	FIELDTAP_A_DECODER_PAD = 1,
	FIELDTAP_A_DECODER_NAME,
	FIELDTAP_A_DECODER_LOADED,
	FIELDTAP_A_DECODER_TCP_PORT,
	FIELDTAP_A_DECODER_UDP_PORT,
	FIELDTAP_A_DECODER_ETHERTYPE,
	FIELDTAP_A_DECODER_PDUS,
	FIELDTAP_A_DECODER_ERRORS,
	FIELDTAP_A_DECODER_ABI,

	__FIELDTAP_A_DECODER_MAX
};
#define FIELDTAP_A_DECODER_MAX (__FIELDTAP_A_DECODER_MAX - 1)

enum {
	FIELDTAP_A_DEVICE_PAD = 1,
	FIELDTAP_A_DEVICE_DEVICE,
	FIELDTAP_A_DEVICE_PREFIX,
	FIELDTAP_A_DEVICE_DECODER,
	FIELDTAP_A_DEVICE_REQUESTS,
	FIELDTAP_A_DEVICE_ANSWERS,
	FIELDTAP_A_DEVICE_EXCEPTIONS,
	FIELDTAP_A_DEVICE_LAST_EXCEPTION,
	FIELDTAP_A_DEVICE_TIMEOUTS,
	FIELDTAP_A_DEVICE_RESPONSE_MIN,
	FIELDTAP_A_DEVICE_RESPONSE_AVG,
	FIELDTAP_A_DEVICE_RESPONSE_MAX,
	FIELDTAP_A_DEVICE_RESPONSE_BUCKET,
	FIELDTAP_A_DEVICE_RETRANSMISSIONS,
	FIELDTAP_A_DEVICE_GAPS,
	FIELDTAP_A_DEVICE_IMAGES,
	FIELDTAP_A_DEVICE_FIRST_SEEN,
	FIELDTAP_A_DEVICE_LAST_SEEN,
	FIELDTAP_A_DEVICE_STATE,

	__FIELDTAP_A_DEVICE_MAX
};
#define FIELDTAP_A_DEVICE_MAX (__FIELDTAP_A_DEVICE_MAX - 1)

enum {
	FIELDTAP_A_IMAGE_PAD = 1,
	FIELDTAP_A_IMAGE_DEVICE,
	FIELDTAP_A_IMAGE_IMAGE,
	FIELDTAP_A_IMAGE_PREFIX,
	FIELDTAP_A_IMAGE_SINCE,
	FIELDTAP_A_IMAGE_DECODER,
	FIELDTAP_A_IMAGE_LAYOUT,
	FIELDTAP_A_IMAGE_FIRST,
	FIELDTAP_A_IMAGE_COUNT,
	FIELDTAP_A_IMAGE_LEN,
	FIELDTAP_A_IMAGE_DATA,
	FIELDTAP_A_IMAGE_FRAMES,
	FIELDTAP_A_IMAGE_CHANGES,
	FIELDTAP_A_IMAGE_GENERATION,
	FIELDTAP_A_IMAGE_LAST_SEEN,
	FIELDTAP_A_IMAGE_LAST_CHANGE,
	FIELDTAP_A_IMAGE_SOURCE_TIME,
	FIELDTAP_A_IMAGE_STATE,
	FIELDTAP_A_IMAGE_EVENT_SEQ,

	__FIELDTAP_A_IMAGE_MAX
};
#define FIELDTAP_A_IMAGE_MAX (__FIELDTAP_A_IMAGE_MAX - 1)

enum {
	FIELDTAP_A_STAT_ENTRY_PAD = 1,
	FIELDTAP_A_STAT_ENTRY_ID,
	FIELDTAP_A_STAT_ENTRY_VALUE,

	__FIELDTAP_A_STAT_ENTRY_MAX
};
#define FIELDTAP_A_STAT_ENTRY_MAX (__FIELDTAP_A_STAT_ENTRY_MAX - 1)

enum {
	FIELDTAP_A_STATS_PAD = 1,
	FIELDTAP_A_STATS_STAT,
	FIELDTAP_A_STATS_GENERATION,

	__FIELDTAP_A_STATS_MAX
};
#define FIELDTAP_A_STATS_MAX (__FIELDTAP_A_STATS_MAX - 1)

enum {
	FIELDTAP_A_MAP_PAD = 1,
	FIELDTAP_A_MAP_NAME,
	FIELDTAP_A_MAP_COUNT,
	FIELDTAP_A_MAP_LIMIT,
	FIELDTAP_A_MAP_LOG2_BUCKETS,
	FIELDTAP_A_MAP_OLD_LOG2_BUCKETS,
	FIELDTAP_A_MAP_NEVACUATE,
	FIELDTAP_A_MAP_NOVERFLOW,
	FIELDTAP_A_MAP_FLAGS,
	FIELDTAP_A_MAP_GROWTHS,
	FIELDTAP_A_MAP_PUT_OFF,
	FIELDTAP_A_MAP_MOVED_BY_WRITERS,
	FIELDTAP_A_MAP_MOVED_BY_WORKER,
	FIELDTAP_A_MAP_LONGEST_STEP,
	FIELDTAP_A_MAP_LONGEST_STEP_NS,
	FIELDTAP_A_MAP_REFUSED,
	FIELDTAP_A_MAP_OCCUPANCY,
	FIELDTAP_A_MAP_GROWTH,
	FIELDTAP_A_MAP_DURATION,
	FIELDTAP_A_MAP_EVENT_SEQ,
	FIELDTAP_A_MAP_SAME,
	FIELDTAP_A_MAP_SHRINKS,
	FIELDTAP_A_MAP_LONGEST_STEP_BUCKETS,
	FIELDTAP_A_MAP_DRAINERS,
	FIELDTAP_A_MAP_SHARE_SD,

	__FIELDTAP_A_MAP_MAX
};
#define FIELDTAP_A_MAP_MAX (__FIELDTAP_A_MAP_MAX - 1)

enum {
	FIELDTAP_A_CONFIG_PAD = 1,
	FIELDTAP_A_CONFIG_MAX_FLOWS,
	FIELDTAP_A_CONFIG_MAX_DEVICES,
	FIELDTAP_A_CONFIG_MAX_IMAGES,
	FIELDTAP_A_CONFIG_MAX_IMAGE_BYTES,
	FIELDTAP_A_CONFIG_FLOW_TIMEOUT,
	FIELDTAP_A_CONFIG_REQUEST_TIMEOUT,
	FIELDTAP_A_CONFIG_STALE_TIMEOUT,
	FIELDTAP_A_CONFIG_IDLE_TIMEOUT,

	__FIELDTAP_A_CONFIG_MAX
};
#define FIELDTAP_A_CONFIG_MAX (__FIELDTAP_A_CONFIG_MAX - 1)

enum {
	FIELDTAP_CMD_TAP_GET = 1,
	FIELDTAP_CMD_TAP_NEW,
	FIELDTAP_CMD_TAP_DEL,
	FIELDTAP_CMD_TAP_DEL_NTF,
	FIELDTAP_CMD_DECODER_GET,
	FIELDTAP_CMD_DECODER_SET,
	FIELDTAP_CMD_DEVICE_GET,
	FIELDTAP_CMD_IMAGE_GET,
	FIELDTAP_CMD_IMAGE_CHANGE_NTF,
	FIELDTAP_CMD_STATS_GET,
	FIELDTAP_CMD_MAP_GET,
	FIELDTAP_CMD_MAP_NTF,
	FIELDTAP_CMD_CONFIG_GET,
	FIELDTAP_CMD_CONFIG_SET,

	__FIELDTAP_CMD_MAX
};
#define FIELDTAP_CMD_MAX (__FIELDTAP_CMD_MAX - 1)

#define FIELDTAP_MCGRP_CHANGE	"change"
#define FIELDTAP_MCGRP_MAP	"map"

#endif /* _UAPI_LINUX_FIELDTAP_H */
