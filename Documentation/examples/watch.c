/* SPDX-License-Identifier: GPL-2.0 */
/* Tells the points that match a glob, and then their changes and alerts. */
#include <fieldtap.h>
#include <poll.h>
#include <stdio.h>

static int show(const struct fieldtap_point *p, void *arg)
{
	printf("%s%s = %s %s (%s, %s)\n", (const char *)arg, p->name,
	       p->text ? p->text : "?", p->unit ? p->unit : "", p->state, p->level);
	return 0;
}

static int tell(const struct fieldtap_event *e, void *arg)
{
	(void)arg;
	if (e->kind == FIELDTAP_EVENT_LOST)
		printf("some events were lost\n");
	return e->point ? show(e->point, e->alert ? "ALERT " : "") : 0;
}

int main(int argc, char **argv)
{
	struct pollfd wait = { .events = POLLIN };
	struct fieldtap *ft;
	int err = fieldtap_open(&ft, NULL);

	if (!err)
		err = fieldtap_subscribe(ft, FIELDTAP_SUBSCRIBE_POINTS | FIELDTAP_SUBSCRIBE_ALERTS);
	if (!err)
		err = fieldtap_points(ft, argc > 1 ? argv[1] : NULL, 0, show, "");
	for (wait.fd = err ? -1 : fieldtap_fd(ft); !err && poll(&wait, 1, -1) > 0;)
		err = fieldtap_read(ft, tell, NULL);
	if (err)
		fprintf(stderr, "watch: %s\n", fieldtap_error(ft));
	fieldtap_close(ft);
	return err != 0;
}
