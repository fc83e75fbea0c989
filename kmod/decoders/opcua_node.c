// SPDX-License-Identifier: GPL-2.0
/*
 * The key of a node is its NodeId in one form, whatever form it has on the wire.
 * Its text is that of OPC 10000-6, 5.3.1.10: "ns=2;s=Name", without the
 * namespace where that is 0.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "opcua_node.h"

/* First octet of a key. */
enum ua_key_kind {
	UA_KEY_NUMERIC,
	UA_KEY_STRING,
	UA_KEY_GUID,
	UA_KEY_OPAQUE,
	UA_KEY_HANDLE,
	UA_KEY_FIELD,
	UA_KEY_RAW,
};

/* Kind, namespace, length of the identifier. */
#define UA_NODE_HEADER	4
/* Kind, writer group, writer. */
#define UA_RAW_LEN	5
/* Kind, subscription, handle. */
#define UA_HANDLE_LEN	9
/* What may stand behind a name: [255] and the NUL. */
#define UA_NAME_MAX	(FT_IMAGE_NAME_MAX - 6)

/* Text */

/* Octets of the UTF-8 character that begins here, 0 when none does. */
static u32 ua_character(const u8 *p, u32 len)
{
	static const u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	u32 n, i, code;

	if (p[0] < 0x80)
		return p[0] >= ' ' && p[0] != 0x7f;
	n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc0 || p[0] > 0xf4 || n > len)
		return 0;
	code = p[0] & (0xff >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < least[n] || code > 0x10ffff || code < 0xa0 ||
	    (code >= 0xd800 && code < 0xe000))
		return 0;
	return n;
}

int ua_print_text(const u8 *text, u32 len, char *buf, size_t size)
{
	size_t done = 0;
	u32 i, n;

	if (!size)
		return 0;
	for (i = 0; i < len; i += max(n, 1U)) {
		n = ua_character(text + i, len - i);
		if (done + max(n, 3U) >= size)
			break;
		if (n)
			memcpy(buf + done, text + i, n);
		else
			scnprintf(buf + done, size - done, "%%%02X", text[i]);
		done += n ? n : 3;
	}
	buf[done] = '\0';
	return done;
}

static int ua_print_base64(const u8 *p, u32 len, char *buf, size_t size)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t done = 0;
	u32 i, j, bits;

	for (i = 0; i < len && done + 4 < size; i += 3) {
		bits = p[i] << 16;
		if (i + 1 < len)
			bits |= p[i + 1] << 8;
		if (i + 2 < len)
			bits |= p[i + 2];
		for (j = 0; j < 4; j++)
			buf[done++] = i + j > len ? '=' :
				      digits[bits >> (18 - 6 * j) & 63];
	}
	if (size)
		buf[done] = '\0';
	return done;
}

/* OPC 10000-6, 5.1.3: the first three fields are numbers. */
static int ua_print_guid(const u8 *p, char *buf, size_t size)
{
	return scnprintf(buf, size,
			 "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			 get_unaligned_le32(p), get_unaligned_le16(p + 4),
			 get_unaligned_le16(p + 6), p[8], p[9], p[10], p[11],
			 p[12], p[13], p[14], p[15]);
}

static int ua_print_identifier(const u8 *key, char *buf, size_t size)
{
	const u8 *id = key + UA_NODE_HEADER;
	const u8 len = key[3];
	int n;

	n = scnprintf(buf, size, "%c=", "isgb"[key[0]]);
	buf += n;
	size -= n;
	switch (key[0]) {
	case UA_KEY_NUMERIC:
		if (len != 4)
			return n;
		return n + scnprintf(buf, size, "%u", get_unaligned_le32(id));
	case UA_KEY_STRING:
		return n + ua_print_text(id, len, buf, size);
	case UA_KEY_GUID:
		return len == 16 ? n + ua_print_guid(id, buf, size) : n;
	default:
		return n + ua_print_base64(id, len, buf, size);
	}
}

static int ua_print_node(const u8 *key, u32 len, char *buf, size_t size)
{
	u16 ns = get_unaligned_le16(key + 1);
	u32 range = UA_NODE_HEADER + key[3];
	int n = 0;

	if (range > len)
		return scnprintf(buf, size, "?");
	if (ns)
		n = scnprintf(buf, size, "ns=%u;", ns);
	n += ua_print_identifier(key, buf + n, size - n);
	if (range < len)
		n += scnprintf(buf + n, size - n, "[%.*s]", (int)(len - range),
			       key + range);
	return n;
}

int ua_key_name(const u8 *key, u32 len, char *buf, size_t size)
{
	if (len >= UA_NODE_HEADER && key[0] <= UA_KEY_OPAQUE)
		return ua_print_node(key, len, buf, size);
	if (len == UA_HANDLE_LEN && key[0] == UA_KEY_HANDLE)
		return scnprintf(buf, size, "subscription=%u;handle=%u",
				 get_unaligned_le32(key + 1),
				 get_unaligned_le32(key + 5));
	if (len == UA_RAW_LEN + 2 && key[0] == UA_KEY_FIELD)
		return scnprintf(buf, size, "%u/%u/%u",
				 get_unaligned_le16(key + 1),
				 get_unaligned_le16(key + 3),
				 get_unaligned_le16(key + 5));
	if (ua_key_is_raw(key, len))
		return scnprintf(buf, size, "%u/%u/raw",
				 get_unaligned_le16(key + 1),
				 get_unaligned_le16(key + 3));
	return scnprintf(buf, size, "?");
}

int ua_station_name(const void *id, u32 id_len, char *buf, size_t size)
{
	const u8 *p = id;
	int n = scnprintf(buf, size, "uadp:");

	if (id_len == 9 && !p[0])
		return n + scnprintf(buf + n, size - n, "%llu",
				     (unsigned long long)
				     get_unaligned_le64(p + 1));
	if (id_len && p[0] == 1)
		return n + ua_print_text(p + 1, id_len - 1, buf + n, size - n);
	return n + scnprintf(buf + n, size - n, "?");
}

/* Keys */

static void ua_key_begin(struct ua_key *key, u8 kind, u16 ns)
{
	key->len = UA_NODE_HEADER;
	key->refused = false;
	key->octets[0] = kind;
	put_unaligned_le16(ns, key->octets + 1);
	key->octets[3] = 0;
}

/* No name is longer than its key allows, but for what has no character. */
static bool ua_name_fits(const struct ua_key *key)
{
	char name[FT_IMAGE_NAME_MAX];

	if (key->len < UA_NAME_MAX / 4)
		return true;
	/* What does not fit is cut up to three octets before the end. */
	return ua_key_name(key->octets, key->len, name, sizeof(name)) <
	       UA_NAME_MAX - 3;
}

static void ua_key_refuse(struct ua_key *key)
{
	key->len = 0;
	key->refused = true;
}

/* Append octets, the identifier or the range. */
static void ua_key_append(struct ua_cursor *c, struct ua_key *key, u32 n)
{
	if (key->refused || n > FT_KEY_MAX - key->len) {
		ua_skip(c, n);
		ua_key_refuse(key);
		return;
	}
	ua_copy(c, key->octets + key->len, n);
	key->len += n;
}

static void ua_key_identifier(struct ua_cursor *c, struct ua_key *key, u32 n)
{
	ua_key_append(c, key, n);
	if (!key->refused)
		key->octets[3] = n;
}

static void ua_key_number(struct ua_key *key, u32 number)
{
	put_unaligned_le32(number, key->octets + key->len);
	key->len += 4;
	key->octets[3] = 4;
}

void ua_read_node_key(struct ua_cursor *c, struct ua_key *key)
{
	u8 encoding = ua_u8(c);
	u16 ns = 0;

	/* OPC 10000-6, 5.2.2.9; the shorter forms are numeric, too. */
	if (encoding == 1)
		ns = ua_u8(c);
	else if (encoding)
		ns = ua_u16(c);
	ua_key_begin(key, encoding < 3 ? UA_KEY_NUMERIC :
		     encoding - 3 + UA_KEY_STRING, ns);
	switch (encoding) {
	case 0:
		ua_key_number(key, ua_u8(c));
		break;
	case 1:
		ua_key_number(key, ua_u16(c));
		break;
	case 2:
		ua_key_number(key, ua_u32(c));
		break;
	case 4:
		ua_key_identifier(c, key, 16);
		break;
	case 3:
	case 5:
		ua_key_identifier(c, key, ua_length(c));
		break;
	default:
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	}
}

/* OPC 10000-4, 7.27: numbers, ':' and ','. */
static bool ua_range_legal(const u8 *range, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		if (range[i] < '0' || range[i] > '9')
			if (range[i] != ':' && range[i] != ',')
				return false;
	return true;
}

void ua_read_attribute(struct ua_cursor *c, struct ua_key *key)
{
	u32 attribute, range;

	ua_read_node_key(c, key);
	attribute = ua_u32(c);
	range = key->len;
	ua_key_append(c, key, ua_length(c));
	if (attribute != UA_ATTRIBUTE_VALUE || c->why) {
		key->len = 0;
		key->refused = false;
		return;
	}
	if (!key->refused &&
	    (!ua_range_legal(key->octets + range, key->len - range) ||
	     !ua_name_fits(key)))
		ua_key_refuse(key);
}

void ua_handle_key(struct ua_key *key, u32 subscription, u32 handle)
{
	key->len = UA_HANDLE_LEN;
	key->refused = false;
	key->octets[0] = UA_KEY_HANDLE;
	put_unaligned_le32(subscription, key->octets + 1);
	put_unaligned_le32(handle, key->octets + 5);
}

void ua_raw_key(struct ua_key *key, u16 group, u16 writer)
{
	key->len = UA_RAW_LEN;
	key->refused = false;
	key->octets[0] = UA_KEY_RAW;
	put_unaligned_le16(group, key->octets + 1);
	put_unaligned_le16(writer, key->octets + 3);
}

void ua_field_key(struct ua_key *key, u16 group, u16 writer, u16 field)
{
	ua_raw_key(key, group, writer);
	key->octets[0] = UA_KEY_FIELD;
	put_unaligned_le16(field, key->octets + UA_RAW_LEN);
	key->len = UA_RAW_LEN + 2;
}

bool ua_key_is_raw(const u8 *key, u32 len)
{
	return len == UA_RAW_LEN && key[0] == UA_KEY_RAW;
}
