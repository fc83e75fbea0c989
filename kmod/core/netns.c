// SPDX-License-Identifier: GPL-2.0
#include <net/netns/generic.h>

#include "netns.h"

unsigned int ft_net_id;

struct ft_net *ft_net(const struct net *net)
{
	return net_generic(net, ft_net_id);
}

void ft_config_defaults(struct ft_config *cfg)
{
	*cfg = (struct ft_config) {
		.max_flows = 16384,
		.max_devices = 16384,
		.max_images = 262144,
		.max_image_bytes = 1024,
		.flow_timeout = 300,
		.request_timeout = 5000,
		.stale_timeout = 10000,
		.idle_timeout = 86400,
		.max_notes = 65536,
		.max_layouts = 4096,
		.max_points = 262144,
		.max_samples = 16777216,
	};
}

void ft_config_apply(struct ft_net *fn, const struct ft_config *cfg)
{
	growmap_set_limit(&fn->flows, cfg->max_flows);
	growmap_set_limit(&fn->devices, cfg->max_devices);
	growmap_set_limit(&fn->images, cfg->max_images);
	growmap_set_limit(&fn->notes, cfg->max_notes);
	growmap_set_limit(&fn->layouts, cfg->max_layouts);
	growmap_set_limit(&fn->points, cfg->max_points);
	growmap_set_limit(&fn->anchors, cfg->max_points);
	/* Partner: READ_ONCE() wherever a single field is used. */
	WRITE_ONCE(fn->config.max_flows, cfg->max_flows);
	WRITE_ONCE(fn->config.max_devices, cfg->max_devices);
	WRITE_ONCE(fn->config.max_images, cfg->max_images);
	WRITE_ONCE(fn->config.max_image_bytes, cfg->max_image_bytes);
	WRITE_ONCE(fn->config.flow_timeout, cfg->flow_timeout);
	WRITE_ONCE(fn->config.request_timeout, cfg->request_timeout);
	WRITE_ONCE(fn->config.stale_timeout, cfg->stale_timeout);
	WRITE_ONCE(fn->config.idle_timeout, cfg->idle_timeout);
	WRITE_ONCE(fn->config.max_notes, cfg->max_notes);
	WRITE_ONCE(fn->config.max_layouts, cfg->max_layouts);
	WRITE_ONCE(fn->config.max_points, cfg->max_points);
	WRITE_ONCE(fn->config.max_samples, cfg->max_samples);
}
