// SPDX-License-Identifier: GPL-2.0
/* The public interface: connections, lists, single objects. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "netns.h"
#include "point_address.h"
#include "public.h"

#define OWN_NETNS	"/proc/thread-self/ns/net"

const char *fieldtap_version(void)
{
	return FIELDTAP_VERSION;
}

int ft_public_fail(struct fieldtap *ft, const struct ft_error *err)
{
	if (err != &ft->err)
		ft->err = *err;
	if (err->kind == FT_NOT_LOADED)
		return -ENODEV;
	return err->code ? -err->code : -EIO;
}

const char *fieldtap_error(const struct fieldtap *ft)
{
	return ft ? ft->err.text : "out of memory";
}

/* The result of a walk: what the user's function returned, or why not. */
static int result(struct fieldtap *ft, int failed, int ret)
{
	return failed ? ft_public_fail(ft, &ft->conn.err) : ret;
}

int ft_public_visit(struct fieldtap *ft, int (*what)(struct fieldtap *ft))
{
	int own, err;

	if (ft->netns < 0)
		return what(ft);
	own = open(OWN_NETNS, O_RDONLY | O_CLOEXEC);
	if (own < 0)
		return ft_fail_errno(&ft->err, errno, OWN_NETNS);
	if (setns(ft->netns, CLONE_NEWNET)) {
		err = ft_fail_errno(&ft->err, errno,
				    "cannot enter the network namespace");
	} else {
		err = what(ft);
		if (setns(own, CLONE_NEWNET))
			err = ft_fail_errno(&ft->err, errno,
					    "cannot go back to the network namespace");
	}
	close(own);
	return err;
}

static int connect_here(struct fieldtap *ft)
{
	if (!ft_connect(&ft->conn))
		return 0;
	ft->err = ft->conn.err;
	return -1;
}

int fieldtap_open(struct fieldtap **ft, const char *netns)
{
	struct fieldtap *f = calloc(1, sizeof(*f));

	*ft = f;
	if (!f)
		return -ENOMEM;
	f->netns = -1;
	if (netns) {
		f->netns = ft_netns_open(netns, &f->err);
		if (f->netns < 0)
			return ft_public_fail(f, &f->err);
	}
	return ft_public_visit(f, connect_here) ? ft_public_fail(f, &f->err) : 0;
}

void fieldtap_close(struct fieldtap *ft)
{
	if (!ft)
		return;
	if (ft->subscribed)
		ft_monitor_close(&ft->monitor);
	ft_disconnect(&ft->conn);
	if (ft->netns >= 0)
		close(ft->netns);
	ft_point_clean(&ft->point);
	ft_images_free(&ft->value.images);
	free(ft->value.text);
	ft_public_window_clean(&ft->window);
	free(ft);
}

static void public_device(struct fieldtap_device *dst,
			  const struct ft_device *d)
{
	memset(dst, 0, sizeof(*dst));
	dst->name = d->device;
	dst->decoder = d->decoder;
	dst->state = ft_name(&ft_state_names, d->state);
	dst->requests = d->requests;
	dst->answers = d->answers;
	dst->exceptions = d->exceptions;
	dst->timeouts = d->timeouts;
	dst->images = d->images;
	dst->first_seen = d->first_seen;
	dst->last_seen = d->last_seen;
}

int fieldtap_devices(struct fieldtap *ft, const char *prefix,
		     int (*fn)(const struct fieldtap_device *d, void *arg),
		     void *arg)
{
	struct ft_vec devices = { 0 };
	struct fieldtap_device pub;
	struct ft_filter filter;
	int failed, ret = 0;
	size_t i;

	if (ft_filter_parse(&filter, prefix, &ft->err))
		return ft_public_fail(ft, &ft->err);
	failed = ft_device_list(&ft->conn, &filter, &devices);
	for (i = 0; !failed && !ret && i < devices.n; i++) {
		public_device(&pub, &((struct ft_device *)devices.data)[i]);
		ret = fn(&pub, arg);
	}
	ft_vec_free(&devices);
	return result(ft, failed, ret);
}

int fieldtap_images(struct fieldtap *ft, const char *prefix, uint64_t since,
		    int (*fn)(const struct fieldtap_image *im, void *arg),
		    void *arg)
{
	struct ft_vec images = { 0 };
	struct fieldtap_image pub;
	const struct ft_image *im;
	struct ft_filter filter;
	int failed, ret = 0;
	size_t i;

	if (ft_filter_parse(&filter, prefix, &ft->err))
		return ft_public_fail(ft, &ft->err);
	failed = ft_image_list(&ft->conn, &filter, since, &images);
	im = images.data;
	for (i = 0; !failed && !ret && i < images.n; i++) {
		if (!ft_image_wanted(&filter, &im[i]))
			continue;
		ft_public_image(&pub, &im[i]);
		ret = fn(&pub, arg);
	}
	ft_images_free(&images);
	return result(ft, failed, ret);
}

int fieldtap_points(struct fieldtap *ft, const char *glob, uint64_t since,
		    int (*fn)(const struct fieldtap_point *p, void *arg),
		    void *arg)
{
	struct ft_vec points = { 0 };
	struct ft_public_point pub;
	int failed, ret = 0;
	size_t i;

	failed = ft_point_list(&ft->conn, glob, since, &points);
	for (i = 0; !failed && !ret && i < points.n; i++) {
		ft_public_point(&pub, &((struct ft_point *)points.data)[i]);
		ret = fn(&pub.pub, arg);
	}
	ft_points_free(&points);
	return result(ft, failed, ret);
}

/* A walk over values: of all, or until one is found. */
struct walk {
	struct ft_public_value value;
	int (*fn)(const struct fieldtap_value *v, void *arg);
	void *arg;
	bool no_memory;
	int ret;
};

static int take_value(const struct ft_value *v, void *arg)
{
	struct walk *w = arg;

	w->no_memory = ft_public_value(&w->value, v);
	if (!w->no_memory)
		w->ret = w->fn(&w->value.pub, w->arg);
	return w->no_memory || w->ret;
}

int fieldtap_values(struct fieldtap *ft, const char *prefix,
		    int (*fn)(const struct fieldtap_value *v, void *arg),
		    void *arg)
{
	struct walk w = { .fn = fn, .arg = arg };
	struct ft_vec images = { 0 };
	struct ft_filter filter;
	int failed;

	if (ft_filter_parse(&filter, prefix, &ft->err))
		return ft_public_fail(ft, &ft->err);
	failed = ft_image_list(&ft->conn, &filter, 0, &images);
	if (!failed && (ft_value_each(images.data, images.n, &filter,
				      take_value, &w) < 0 || w.no_memory))
		failed = ft_no_memory(&ft->conn);
	ft_images_free(&images);
	free(w.value.text);
	return result(ft, failed, w.ret);
}

/* The value that somebody wants, by its whole address. */
struct search {
	struct ft_public_value *value;
	const char *address;
	bool found;
};

static int match_value(const struct ft_value *v, void *arg)
{
	struct search *s = arg;

	if (strcmp(v->address, s->address))
		return 0;
	s->found = true;
	return ft_public_value(s->value, v) ? -1 : 1;
}

/* The canonical address, and the filter for it. */
static int exact(struct fieldtap *ft, char *address, const char *text,
		 struct ft_filter *filter)
{
	uint32_t octet;
	bool has_octet;

	if (ft_address_exact(address, &has_octet, &octet, text, &ft->err))
		return -1;
	if (has_octet)
		snprintf(address + strlen(address),
			 FT_ADDRESS_MAX - strlen(address), "+%u", octet);
	return ft_filter_parse(filter, address, &ft->err);
}

int fieldtap_get_value(struct fieldtap *ft, const char *address,
		       const struct fieldtap_value **v)
{
	char whole[FT_ADDRESS_MAX];
	struct search s = { &ft->value, whole, false };
	struct ft_filter filter;

	if (exact(ft, whole, address, &filter))
		return ft_public_fail(ft, &ft->err);
	ft_images_free(&ft->value.images);
	if (ft_image_list(&ft->conn, &filter, 0, &ft->value.images))
		return ft_public_fail(ft, &ft->conn.err);
	if (ft_value_each(ft->value.images.data, ft->value.images.n, &filter,
			  match_value, &s) < 0) {
		ft_no_memory(&ft->conn);
		return ft_public_fail(ft, &ft->conn.err);
	}
	if (!s.found) {
		ft_fail(&ft->err, FT_REFUSED, ENOENT, "\"%.200s\" was not seen",
			whole);
		return ft_public_fail(ft, &ft->err);
	}
	*v = &ft->value.pub;
	return 0;
}

int fieldtap_get_point(struct fieldtap *ft, const char *name,
		       const struct fieldtap_point **p)
{
	ft_point_clean(&ft->point);
	if (ft_point_get(&ft->conn, name, &ft->point))
		return ft_public_fail(ft, &ft->conn.err);
	ft_public_point(&ft->point_text, &ft->point);
	*p = &ft->point_text.pub;
	return 0;
}

int fieldtap_get_window(struct fieldtap *ft, const char *name, uint64_t since,
			const struct fieldtap_window **w)
{
	ft_public_window_clean(&ft->window);
	if (ft_window_read(&ft->conn, name, since, &ft->window.window))
		return ft_public_fail(ft, &ft->conn.err);
	if (ft_public_window(&ft->window)) {
		ft_no_memory(&ft->conn);
		return ft_public_fail(ft, &ft->conn.err);
	}
	*w = &ft->window.pub;
	return 0;
}
