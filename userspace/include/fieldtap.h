/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libfieldtap: what fieldbus devices say, for other programs.  See
 * libfieldtap(3).
 *
 * Every structure is made by the library and only read by its callers, who
 * never copy it whole: fields may be added at the end.  What it points at
 * lives as long as the structure does.  Times are nanoseconds since the epoch,
 * 0 where there is none.  A text that is not known is NULL.
 */
#ifndef _FIELDTAP_H
#define _FIELDTAP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct fieldtap - a connection to the kernel module in one network namespace
 *
 * One thread at a time may use it; any number may have one of their own.
 */
struct fieldtap;

/**
 * struct fieldtap_device - a station that was heard
 * @name: its address
 * @decoder: the decoder that reported it
 * @state: "fresh" or "stale"
 * @requests: requests sent to it
 * @answers: its answers, exceptions included
 * @exceptions: answers that were exceptions
 * @timeouts: requests without answer
 * @images: images of it
 * @first_seen: when it was heard first
 * @last_seen: when it was heard last
 */
struct fieldtap_device {
	const char *name;
	const char *decoder;
	const char *state;
	uint64_t requests;
	uint64_t answers;
	uint64_t exceptions;
	uint64_t timeouts;
	uint32_t images;
	uint64_t first_seen;
	uint64_t last_seen;
};

/**
 * struct fieldtap_image - the newest content of one recurring frame
 * @device: address of its device
 * @name: its name within the device
 * @decoder: the decoder that reported it
 * @octets: its content as on the wire, perhaps cut
 * @len: octets of @octets
 * @wire_len: octets on the wire
 * @state: "fresh" or "stale"
 * @quality: "good", "uncertain" or "bad"
 * @frames: times it was seen
 * @changes: times it was seen with other content
 * @generation: generation of the last change
 * @last_seen: when it was seen last
 * @last_change: when its content changed last
 * @source_time: the sender's own time
 */
struct fieldtap_image {
	const char *device;
	const char *name;
	const char *decoder;
	const uint8_t *octets;
	size_t len;
	size_t wire_len;
	const char *state;
	const char *quality;
	uint64_t frames;
	uint64_t changes;
	uint64_t generation;
	uint64_t last_seen;
	uint64_t last_change;
	uint64_t source_time;
};

/**
 * struct fieldtap_value - one value that an image holds
 * @address: its canonical address
 * @type: "bool", "u8" to "u64", "i8" to "i64", "f32", "f64", "string",
 *	"bytes" or "datetime"
 * @text: what it is: a number exactly, text as UTF-8, octets hexadecimal;
 *	"[1, 2]" of an array
 * @number: what it is as the nearest double; NaN of what is no single number
 * @octets: its octets as on the wire
 * @len: octets of @octets
 * @unit: engineering unit
 * @quality: "good", "uncertain" or "bad"
 * @state: of its image, "fresh" or "stale"
 * @last_seen: when its image was seen last
 * @last_change: when its image changed last
 */
struct fieldtap_value {
	const char *address;
	const char *type;
	const char *text;
	double number;
	const uint8_t *octets;
	size_t len;
	const char *unit;
	const char *quality;
	const char *state;
	uint64_t last_seen;
	uint64_t last_change;
};

/**
 * struct fieldtap_point - a point
 * @name: its name
 * @address: address of the value that it shows; NULL in an event
 * @type: as of &struct fieldtap_value; NULL while there is no value
 * @text: its value with scale and offset, as of &struct fieldtap_value, exact
 *	where it is an integer; NULL while there is none
 * @number: the same as the nearest double; NaN where it is none
 * @unit: engineering unit
 * @previous: the value that was told before; NULL if none
 * @state: "waiting", "unfit", "fresh" or "stale"
 * @quality: "good", "uncertain" or "bad"
 * @status: the protocol's own code for that, 0 if none
 * @level: "normal", "lolo", "lo", "hi" or "hihi"
 * @time: when @text was seen first
 * @previous_time: when @previous was
 * @last_seen: when it was seen last
 * @generation: generation of its last change
 */
struct fieldtap_point {
	const char *name;
	const char *address;
	const char *type;
	const char *text;
	double number;
	const char *unit;
	const char *previous;
	const char *state;
	const char *quality;
	uint32_t status;
	const char *level;
	uint64_t time;
	uint64_t previous_time;
	uint64_t last_seen;
	uint64_t generation;
};

/**
 * struct fieldtap_sample - one sample of a window
 * @seq: its number, counted from 0
 * @time: when it was seen
 * @text: the value; NULL where there was none
 * @number: the same as the nearest double; NaN where it is none
 * @quality: "good", "uncertain" or "bad"
 * @missed: samples that should stand before it and do not
 */
struct fieldtap_sample {
	uint64_t seq;
	uint64_t time;
	const char *text;
	double number;
	const char *quality;
	uint32_t missed;
};

/**
 * struct fieldtap_window - the samples that a point keeps
 * @name: name of the point
 * @unit: engineering unit
 * @type: as of &struct fieldtap_value; NULL while there was no value
 * @size: samples that there is room for
 * @first: number of the first of @samples; of none, of the next
 * @next: number that the next sample gets
 * @overwritten: samples wanted that are not kept any more
 * @samples: the samples, oldest first
 * @n_samples: how many
 */
struct fieldtap_window {
	const char *name;
	const char *unit;
	const char *type;
	uint32_t size;
	uint64_t first;
	uint64_t next;
	uint64_t overwritten;
	const struct fieldtap_sample *const *samples;
	size_t n_samples;
};

/**
 * enum fieldtap_event_kind - what an event tells; others may come
 * @FIELDTAP_EVENT_POINT: a point changed by more than its deadband, or tells
 *	that it did not
 * @FIELDTAP_EVENT_ALERT: a point went beyond a limit or came back, grew stale
 *	or resumed
 * @FIELDTAP_EVENT_ALARM: a device reports that something is wrong, or right
 * @FIELDTAP_EVENT_IMAGE: an image has other content
 * @FIELDTAP_EVENT_LOST: events were lost; points and images that changed
 *	meanwhile are told again, without numbers
 */
enum fieldtap_event_kind {
	FIELDTAP_EVENT_POINT,
	FIELDTAP_EVENT_ALERT,
	FIELDTAP_EVENT_ALARM,
	FIELDTAP_EVENT_IMAGE,
	FIELDTAP_EVENT_LOST,
};

/**
 * struct fieldtap_event - an event
 * @kind: enum fieldtap_event_kind
 * @again: it makes good for events that were lost; @seq is not valid
 * @seq: its number among those of one kind of subscription
 * @lost: of %FIELDTAP_EVENT_LOST how many, 0 if nobody knows
 * @point: of a point, as it was at that moment
 * @image: of an image
 * @alert: of an alert "limit", "rate", "stale" or "quality"
 * @raised: of an alert 1 when it begins, 0 when it is over
 * @previous_level: of an alert because of a limit, the level before
 * @limit: of an alert, the limit
 * @device: of an alarm, the device
 * @item: of an alarm, the name within the device of what it is about
 * @what: of an alarm, what it reports
 * @time: of an alarm, when
 */
struct fieldtap_event {
	int kind;
	int again;
	uint64_t seq;
	uint64_t lost;
	const struct fieldtap_point *point;
	const struct fieldtap_image *image;
	const char *alert;
	int raised;
	const char *previous_level;
	const char *limit;
	const char *device;
	const char *item;
	const char *what;
	uint64_t time;
};

/* What to subscribe to. */
#define FIELDTAP_SUBSCRIBE_POINTS	0x1u	/* points that change */
#define FIELDTAP_SUBSCRIBE_ALERTS	0x2u	/* alerts of points, alarms */
#define FIELDTAP_SUBSCRIBE_IMAGES	0x4u	/* images that change */

/* All samples that are kept. */
#define FIELDTAP_ALL_SAMPLES		UINT64_MAX

/**
 * fieldtap_version() - version of the library
 *
 * Return: "0.1", for example.
 */
const char *fieldtap_version(void);

/**
 * fieldtap_open() - find the kernel module, without loading it
 * @ft: gets the connection; it has to be closed, even on failure
 * @netns: a network namespace named by ip-netns(8), NULL for the caller's own
 *
 * The caller stays in its namespace.
 *
 * Return: 0, or a negative errno: -ENODEV when the module is not loaded. So do
 * all functions below that return an int.
 */
int fieldtap_open(struct fieldtap **ft, const char *netns);

/**
 * fieldtap_close() - end a connection, and its subscription
 * @ft: the connection, or NULL
 */
void fieldtap_close(struct fieldtap *ft);

/**
 * fieldtap_error() - why the last call failed, in words
 * @ft: the connection, or NULL when there was no memory for one
 *
 * Return: the text; valid until the next call.
 */
const char *fieldtap_error(const struct fieldtap *ft);

/**
 * fieldtap_devices() - look at every device
 * @ft: the connection
 * @prefix: the beginning of the addresses wanted, NULL for all
 * @fn: called for each, in natural order; a return other than 0 ends the walk
 * @arg: passed to @fn
 *
 * What @fn gets is valid during the call, as with all functions below. It may
 * not use the connection.
 *
 * Return: 0, the return of @fn, or a negative errno.
 */
int fieldtap_devices(struct fieldtap *ft, const char *prefix,
		     int (*fn)(const struct fieldtap_device *d, void *arg),
		     void *arg);

/**
 * fieldtap_images() - look at every image
 * @ft: the connection
 * @prefix: the beginning of the addresses wanted, NULL for all
 * @since: only those that changed after this generation
 * @fn: called for each
 * @arg: passed to @fn
 *
 * Return: as fieldtap_devices().
 */
int fieldtap_images(struct fieldtap *ft, const char *prefix, uint64_t since,
		    int (*fn)(const struct fieldtap_image *im, void *arg),
		    void *arg);

/**
 * fieldtap_values() - look at every value
 * @ft: the connection
 * @prefix: the beginning of the addresses wanted, NULL for all
 * @fn: called for each
 * @arg: passed to @fn
 *
 * Return: as fieldtap_devices().
 */
int fieldtap_values(struct fieldtap *ft, const char *prefix,
		    int (*fn)(const struct fieldtap_value *v, void *arg),
		    void *arg);

/**
 * fieldtap_points() - look at every point
 * @ft: the connection
 * @glob: a pattern that the names wanted match, NULL for all
 * @since: only those that changed after this generation
 * @fn: called for each
 * @arg: passed to @fn
 *
 * Return: as fieldtap_devices().
 */
int fieldtap_points(struct fieldtap *ft, const char *glob, uint64_t since,
		    int (*fn)(const struct fieldtap_point *p, void *arg),
		    void *arg);

/**
 * fieldtap_get_value() - get one value
 * @ft: the connection
 * @address: its address
 * @v: gets it; valid until the next fieldtap_get_value(), or the end of @ft
 *
 * Return: 0, or a negative errno: -ENOENT when it was not seen.
 */
int fieldtap_get_value(struct fieldtap *ft, const char *address,
		       const struct fieldtap_value **v);

/**
 * fieldtap_get_point() - get one point
 * @ft: the connection
 * @name: its name
 * @p: gets it; valid until the next fieldtap_get_point(), or the end of @ft
 *
 * Return: 0, or a negative errno: -ENOENT when there is none.
 */
int fieldtap_get_point(struct fieldtap *ft, const char *name,
		       const struct fieldtap_point **p);

/**
 * fieldtap_get_window() - get the samples of a point
 * @ft: the connection
 * @name: name of the point
 * @since: number of the first sample wanted, %FIELDTAP_ALL_SAMPLES for all;
 *	@next of the last reading gives what is new
 * @w: gets them; valid until the next fieldtap_get_window(), or the end of @ft
 *
 * Return: 0, or a negative errno.
 */
int fieldtap_get_window(struct fieldtap *ft, const char *name, uint64_t since,
			const struct fieldtap_window **w);

/**
 * fieldtap_subscribe() - begin to listen
 * @ft: the connection
 * @what: any of FIELDTAP_SUBSCRIBE_*
 *
 * May be called once. Whatever changes from now on is told; what stands before
 * that has to be listed afterwards.
 *
 * Return: 0, or a negative errno.
 */
int fieldtap_subscribe(struct fieldtap *ft, unsigned int what);

/**
 * fieldtap_fd() - what to wait for
 * @ft: a connection that is subscribed
 *
 * Return: a file descriptor for poll(2), readable when fieldtap_read() has
 * work; a negative errno where there is no subscription.
 */
int fieldtap_fd(const struct fieldtap *ft);

/**
 * fieldtap_read() - take what came in, without waiting
 * @ft: a connection that is subscribed
 * @fn: called for each event; a return other than 0 ends the reading
 * @arg: passed to @fn
 *
 * When the kernel had to drop events because they were not read soon enough,
 * this is told by %FIELDTAP_EVENT_LOST, and what changed meanwhile is got and
 * told then.
 *
 * Return: as fieldtap_devices(); -ENODEV when the module was unloaded.
 */
int fieldtap_read(struct fieldtap *ft,
		  int (*fn)(const struct fieldtap_event *e, void *arg),
		  void *arg);

#ifdef __cplusplus
}
#endif

#endif /* _FIELDTAP_H */
