// SPDX-License-Identifier: GPL-2.0
#include <linux/percpu.h>
#include <linux/slab.h>

#include "room.h"

void ft_rooms_free(struct ft_rooms __percpu *rooms)
{
	unsigned int cpu;

	if (!rooms)
		return;
	for_each_possible_cpu(cpu)
		kvfree(per_cpu_ptr(rooms, cpu)->room);
	free_percpu(rooms);
}

struct ft_rooms __percpu *ft_rooms_alloc(void)
{
	struct ft_rooms __percpu *rooms = alloc_percpu(struct ft_rooms);
	struct ft_room *room;
	unsigned int cpu;

	if (!rooms)
		return NULL;
	for_each_possible_cpu(cpu) {
		room = kvzalloc_node(sizeof(*room), GFP_KERNEL,
				     cpu_to_node(cpu));
		per_cpu_ptr(rooms, cpu)->room = room;
		if (!room) {
			ft_rooms_free(rooms);
			return NULL;
		}
	}
	return rooms;
}

const struct ft_tally *ft_room_tally(const struct ft_room *room)
{
	return &room->tally;
}

void ft_room_resume(struct ft_context *c, u64 paused)
{
	if (c->room)
		c->room->core_ns += local_clock() - paused;
}
