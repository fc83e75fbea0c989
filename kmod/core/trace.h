/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM fieldtap

#if !defined(_FT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _FT_TRACE_H

#include <linux/tracepoint.h>
#include <uapi/linux/fieldtap.h>

#define FT_TRACE_NAME	16

/* Why a frame or a PDU was not used, in the words of the netlink spec. */
#define FT_TRACE_WHY(why)						\
	__print_symbolic(why,						\
		{ FIELDTAP_STAT_FRAMES_MALFORMED, "frames-malformed" },	\
		{ FIELDTAP_STAT_FRAMES_FRAGMENT, "frames-fragment" },	\
		{ FIELDTAP_STAT_PDU_TRUNCATED, "pdu-truncated" },	\
		{ FIELDTAP_STAT_PDU_MALFORMED, "pdu-malformed" },	\
		{ FIELDTAP_STAT_PDU_OVERSIZED, "pdu-oversized" },	\
		{ FIELDTAP_STAT_PDU_UNMATCHED, "pdu-unmatched" },	\
		{ FIELDTAP_STAT_PDU_MISMATCHED, "pdu-mismatched" },	\
		{ FIELDTAP_STAT_PDU_NONSENSE, "pdu-nonsense" },		\
		{ FIELDTAP_STAT_PDU_NO_BASE, "pdu-no-base" })

DECLARE_EVENT_CLASS(fieldtap_grow,
		    TP_PROTO(const char *map, u8 from_B, u8 to_B),
		    TP_ARGS(map, from_B, to_B),
		    TP_STRUCT__entry(__array(char, map, FT_TRACE_NAME)
				     __field(u8, from_B)
				     __field(u8, to_B)),
		    TP_fast_assign(strscpy(__entry->map, map, FT_TRACE_NAME);
				   __entry->from_B = from_B;
				   __entry->to_B = to_B;),
		    TP_printk("map=%s from_B=%u to_B=%u", __entry->map,
			      __entry->from_B, __entry->to_B));

DEFINE_EVENT(fieldtap_grow, fieldtap_grow_start,
	     TP_PROTO(const char *map, u8 from_B, u8 to_B),
	     TP_ARGS(map, from_B, to_B));

DEFINE_EVENT(fieldtap_grow, fieldtap_grow_put_off,
	     TP_PROTO(const char *map, u8 from_B, u8 to_B),
	     TP_ARGS(map, from_B, to_B));

TRACE_EVENT(fieldtap_grow_evacuate,
	    TP_PROTO(const char *map, u32 bucket, u32 moved, bool by_worker,
		     u64 ns),
	    TP_ARGS(map, bucket, moved, by_worker, ns),
	    TP_STRUCT__entry(__array(char, map, FT_TRACE_NAME)
			     __field(u32, bucket)
			     __field(u32, moved)
			     __field(bool, by_worker)
			     __field(u64, ns)),
	    TP_fast_assign(strscpy(__entry->map, map, FT_TRACE_NAME);
			   __entry->bucket = bucket;
			   __entry->moved = moved;
			   __entry->by_worker = by_worker;
			   __entry->ns = ns;),
	    TP_printk("map=%s bucket=%u moved=%u by=%s ns=%llu", __entry->map,
		      __entry->bucket, __entry->moved,
		      __entry->by_worker ? "worker" : "writer", __entry->ns));

TRACE_EVENT(fieldtap_grow_finish,
	    TP_PROTO(const char *map, u8 from_B, u8 to_B, u32 moved, u64 ns),
	    TP_ARGS(map, from_B, to_B, moved, ns),
	    TP_STRUCT__entry(__array(char, map, FT_TRACE_NAME)
			     __field(u8, from_B)
			     __field(u8, to_B)
			     __field(u32, moved)
			     __field(u64, ns)),
	    TP_fast_assign(strscpy(__entry->map, map, FT_TRACE_NAME);
			   __entry->from_B = from_B;
			   __entry->to_B = to_B;
			   __entry->moved = moved;
			   __entry->ns = ns;),
	    TP_printk("map=%s from_B=%u to_B=%u moved=%u ns=%llu", __entry->map,
		      __entry->from_B, __entry->to_B, __entry->moved,
		      __entry->ns));

TRACE_EVENT(fieldtap_pdu,
	    TP_PROTO(u8 slot, u8 dir, u32 len),
	    TP_ARGS(slot, dir, len),
	    TP_STRUCT__entry(__field(u8, slot)
			     __field(u8, dir)
			     __field(u32, len)),
	    TP_fast_assign(__entry->slot = slot;
			   __entry->dir = dir;
			   __entry->len = len;),
	    TP_printk("decoder=%u to=%s len=%u", __entry->slot,
		      __entry->dir ? "client" : "server", __entry->len));

TRACE_EVENT(fieldtap_resync,
	    TP_PROTO(u8 slot, u8 dir, u32 skipped),
	    TP_ARGS(slot, dir, skipped),
	    TP_STRUCT__entry(__field(u8, slot)
			     __field(u8, dir)
			     __field(u32, skipped)),
	    TP_fast_assign(__entry->slot = slot;
			   __entry->dir = dir;
			   __entry->skipped = skipped;),
	    TP_printk("decoder=%u to=%s skipped=%u", __entry->slot,
		      __entry->dir ? "client" : "server", __entry->skipped));

TRACE_EVENT(fieldtap_drop,
	    TP_PROTO(u32 why, u32 len),
	    TP_ARGS(why, len),
	    TP_STRUCT__entry(__field(u32, why)
			     __field(u32, len)),
	    TP_fast_assign(__entry->why = why;
			   __entry->len = len;),
	    TP_printk("reason=%s len=%u", FT_TRACE_WHY(__entry->why),
		      __entry->len));

#endif /* _FT_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
