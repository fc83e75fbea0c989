// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/string.h>

#include "registry.h"
#include "shadow.h"
#include "side.h"
#include "stats.h"

struct ft_side *ft_side_alloc(struct ft_peer *peer,
			      const struct ft_decoder *dec)
{
	struct ft_side *side;

	side = kzalloc(sizeof(*side) + ALIGN(dec->priv_size, sizeof(u64)),
		       GFP_ATOMIC);
	if (!side) {
		ft_stat_inc(peer->fn, FIELDTAP_STAT_NO_MEMORY);
		return NULL;
	}
	side->dec = dec;
	side->home = ft_registry_home(dec);
	return side;
}

/* What the shadow knew, if @dec was the shadow. */
static struct ft_side *ft_side_promoted(struct ft_peer *peer,
					const struct ft_decoder *dec)
{
	struct ft_side *side = peer->shadow;

	if (!side || side->dec != dec)
		return NULL;
	peer->shadow = NULL;
	side->of = NULL;
	return side;
}

bool ft_side_adopt(struct ft_peer *peer, const struct ft_decoder *dec)
{
	struct ft_side *side = ft_side_promoted(peer, dec);
	const bool told = side;

	if (!side)
		side = ft_side_alloc(peer, dec);
	if (!side)
		return false;
	peer->told = told;
	kfree(peer->side);
	peer->side = side;
	peer->priv = side->priv;
	peer->dec = dec;
	peer->home = side->home;
	return true;
}

void ft_side_settle(struct ft_peer *peer)
{
	if (peer->shadow && !ft_shadow_runs(peer->slot, peer->shadow->of)) {
		kfree(peer->shadow);
		peer->shadow = NULL;
	}
}

void ft_side_restart(struct ft_peer *peer)
{
	peer->told = false;
	kfree(peer->shadow);
	peer->shadow = NULL;
}

void ft_side_clean(struct ft_peer *peer)
{
	kfree(peer->side);
	kfree(peer->shadow);
	peer->side = NULL;
	peer->shadow = NULL;
}
