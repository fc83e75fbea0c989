// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

#include "anchor.h"
#include "debugfs.h"
#include "device.h"
#include "flow.h"
#include "handover.h"
#include "image.h"
#include "layout.h"
#include "netlink.h"
#include "netns.h"
#include "note.h"
#include "point.h"
#include "registry.h"
#include "shadow.h"
#include "stats.h"
#include "tap.h"

/* Flows are swept every second, what lives for hours every so many of them. */
#define FT_SWEEP_PERIOD		HZ
#define FT_SWEEPS_PER_EXPIRY	16

static void ft_sweep(struct work_struct *work)
{
	struct ft_net *fn = container_of(to_delayed_work(work), struct ft_net,
					 sweeper);

	const bool expire = !(++fn->sweeps % FT_SWEEPS_PER_EXPIRY);

	ft_flows_sweep(fn);
	ft_notes_sweep(fn, expire);
	if (expire) {
		ft_images_expire(fn);
		ft_layouts_expire(fn);
		ft_devices_expire(fn);
	}
	queue_delayed_work(system_unbound_wq, &fn->sweeper, FT_SWEEP_PERIOD);
}

static int ft_net_maps_init(struct ft_net *fn)
{
	int err;

	err = ft_flows_init(fn);
	if (err)
		return err;
	err = ft_devices_init(fn);
	if (err)
		goto flows;
	err = ft_images_init(fn);
	if (err)
		goto devices;
	err = ft_notes_init(fn);
	if (err)
		goto images;
	err = ft_layouts_init(fn);
	if (err)
		goto notes;
	err = ft_anchors_init(fn);
	if (err)
		goto layouts;
	err = ft_points_init(fn);
	if (err)
		goto anchors;
	return 0;

anchors:
	ft_anchors_clean(fn);
layouts:
	ft_layouts_clean(fn);
notes:
	ft_notes_clean(fn);
images:
	ft_images_clean(fn);
devices:
	ft_devices_clean(fn);
flows:
	ft_flows_clean(fn);
	return err;
}

static void ft_net_maps_clean(struct ft_net *fn)
{
	ft_flows_clean(fn);
	ft_notes_clean(fn);
	ft_points_clean(fn);
	ft_anchors_clean(fn);
	ft_images_clean(fn);
	ft_layouts_clean(fn);
	ft_devices_clean(fn);
}

static int __net_init ft_net_init(struct net *net)
{
	struct ft_net *fn = ft_net(net);
	int err;

	fn->net = net;
	INIT_LIST_HEAD(&fn->taps);
	fn->tap_changes = 1;
	spin_lock_init(&fn->event_lock);
	mutex_init(&fn->points_mutex);
	INIT_DELAYED_WORK(&fn->sweeper, ft_sweep);
	ft_config_defaults(&fn->config);
	ft_marks_init(fn);
	err = ft_stats_init(fn);
	if (err)
		return err;
	err = ft_net_maps_init(fn);
	if (err)
		goto stats;
	err = ft_registry_net_init(fn);
	if (err)
		goto maps;
	ft_debugfs_net_init(fn);
	queue_delayed_work(system_unbound_wq, &fn->sweeper, FT_SWEEP_PERIOD);
	return 0;

maps:
	ft_net_maps_clean(fn);
stats:
	ft_stats_clean(fn);
	return err;
}

static void __net_exit ft_net_exit(struct net *net)
{
	struct ft_net *fn = ft_net(net);

	ft_taps_clean(fn);
	cancel_delayed_work_sync(&fn->sweeper);
	ft_debugfs_net_clean(fn);
	ft_registry_net_clean(fn);
	ft_net_maps_clean(fn);
	ft_stats_clean(fn);
}

static struct pernet_operations ft_net_ops = {
	.init = ft_net_init,
	.exit = ft_net_exit,
	.id = &ft_net_id,
	.size = sizeof(struct ft_net),
};

static const struct ft_registry_ops ft_registry_ops = {
	.settle = ft_flows_settle,
	.forget = ft_notes_drop,
	.leaving = ft_shadow_leaving,
	.left = ft_handover_left,
};

static int __init ft_init(void)
{
	int err;

	ft_registry_init(&ft_registry_ops);
	ft_debugfs_init();
	err = register_pernet_subsys(&ft_net_ops);
	if (err)
		goto debugfs;
	err = ft_taps_init();
	if (err)
		goto pernet;
	err = ft_netlink_init();
	if (err)
		goto taps;
	return 0;

taps:
	ft_taps_exit();
pernet:
	unregister_pernet_subsys(&ft_net_ops);
debugfs:
	ft_debugfs_exit();
	return err;
}

static void __exit ft_exit(void)
{
	ft_netlink_exit();
	ft_taps_exit();
	ft_shadow_exit();
	unregister_pernet_subsys(&ft_net_ops);
	ft_debugfs_exit();
	/* Callbacks that still have to free taps and images. */
	rcu_barrier();
}

module_init(ft_init);
module_exit(ft_exit);
MODULE_DESCRIPTION("Newest frame and value of every fieldbus device seen");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
