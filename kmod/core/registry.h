/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Decoders by name and by port.
 *
 * A name gets a slot when its decoder registers for the first time and keeps
 * it as long as the module lives, so that taps, devices and images can speak
 * of a decoder that is not loaded.  slot->dec is the one place that says
 * whether it is: whoever wants to call a decoder reads it under RCU and calls
 * it within the same section.
 */
#ifndef _FT_REGISTRY_H
#define _FT_REGISTRY_H

#include <fieldtap/decoder.h>

#include "netns.h"

struct netlink_ext_ack;

/* No decoder. */
#define FT_SLOT_NONE	FT_SLOTS

/**
 * struct ft_registry_ops - what has to be done when another decoder takes over
 * @settle: have every conversation of a slot go on with the decoder that
 *	ft_registry_decoder() finds there now, or end where there is none; called
 *	for each namespace, after nobody is inside the former one any more
 * @forget: forget the notes of the decoder that registered under a slot's name;
 *	called for each namespace, after nobody is inside it any more
 * @leaving: a decoder is about to leave: forget whatever hangs on it but the
 *	state of its conversations and its notes
 * @left: a decoder that had been promoted to a slot has left: the one that
 *	ft_registry_active() finds there has the place, if any; the former one's
 *	name is that of another slot
 *
 * All in process context, under the registry mutex.
 */
struct ft_registry_ops {
	void (*settle)(struct ft_net *fn, unsigned int slot);
	void (*forget)(struct ft_net *fn, unsigned int slot);
	void (*leaving)(const struct ft_decoder *dec);
	void (*left)(unsigned int slot, unsigned int former);
};

/**
 * ft_registry_init() - say what hangs on decoders
 * @ops: see there
 *
 * Context: module init, before anything else here.
 */
void ft_registry_init(const struct ft_registry_ops *ops);

/**
 * ft_registry_lock() - have no decoder come, go or take another's place
 *
 * Context: process, may sleep.
 */
void ft_registry_lock(void);

/**
 * ft_registry_unlock() - end of ft_registry_lock()
 *
 * Context: process.
 */
void ft_registry_unlock(void);

/**
 * ft_registry_active() - the decoder that gets a slot's frames
 * @slot: the slot
 *
 * Context: process, under the registry mutex.
 * Return: the decoder or NULL.
 */
const struct ft_decoder *ft_registry_active(unsigned int slot);

/**
 * ft_registry_own() - the decoder that registered under a slot's name
 * @slot: the slot
 *
 * Context: process, under the registry mutex.
 * Return: the decoder or NULL while it is not loaded.
 */
const struct ft_decoder *ft_registry_own(unsigned int slot);

/**
 * ft_registry_home() - the slot that a decoder's own name has
 * @dec: a decoder that may be called
 *
 * Context: RCU read-side section or the registry mutex.
 * Return: the slot.
 */
unsigned int ft_registry_home(const struct ft_decoder *dec);

/**
 * ft_registry_switch() - have another decoder get a slot's frames
 * @slot: the slot
 * @dec: the decoder, NULL for none
 *
 * When it returns no callback of the former one runs on behalf of @slot or
 * will run, and no conversation of @slot has state of it.
 *
 * Context: process, under the registry mutex, sleeps for a grace period.
 */
void ft_registry_switch(unsigned int slot, const struct ft_decoder *dec);

/**
 * ft_registry_settle() - wait until a change of a slot has reached everybody
 * @slot: the slot
 *
 * Context: as ft_registry_switch().
 */
void ft_registry_settle(unsigned int slot);

/**
 * ft_registry_each_net() - do something in each namespace
 * @fn: what to do
 * @arg: passed to @fn
 *
 * Context: process, under the registry mutex.
 */
void ft_registry_each_net(void (*fn)(struct ft_net *net, const void *arg),
			  const void *arg);

/**
 * ft_registry_forget() - have a decoder's notes forgotten
 * @home: slot of its name; nobody calls it any more
 *
 * What it noted is out of date when it comes back.
 *
 * Context: process, under the registry mutex.
 */
void ft_registry_forget(unsigned int home);

/**
 * ft_registry_net_init() - let a namespace take part
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_registry_net_init(struct ft_net *fn);

/**
 * ft_registry_net_clean() - take a namespace out
 * @fn: the namespace; nobody looks up ports in it any more
 *
 * Context: process, may sleep.
 */
void ft_registry_net_clean(struct ft_net *fn);

/**
 * ft_registry_decoder() - the decoder that gets a slot's frames
 * @slot: the slot
 *
 * Read it under a conversation's lock to call it for that conversation: then
 * nobody comes later with an earlier one.
 *
 * Context: RCU read-side section; the decoder lives as long as that.
 * Return: the decoder or NULL while there is none.
 */
const struct ft_decoder *ft_registry_decoder(unsigned int slot);

/**
 * ft_registry_port() - who listens on a port
 * @fn: the namespace
 * @kind: which kind of port
 * @port: TCP or UDP port or EtherType, host order
 *
 * Context: RCU read-side section.
 * Return: a slot or FT_SLOT_NONE.
 */
unsigned int ft_registry_port(const struct ft_net *fn, enum ft_transport kind,
			      u16 port);

/**
 * ft_registry_slots() - how many slots have a name
 *
 * Context: any.
 */
unsigned int ft_registry_slots(void);

/**
 * ft_registry_name() - name of a slot
 * @slot: the slot, less than ft_registry_slots() has been
 */
const char *ft_registry_name(unsigned int slot);

/**
 * ft_registry_find() - slot of a name, its module loaded if need be
 * @name: decoder name, or NULL: load what can be loaded, unless any is
 * @extack: gets the reason of a failure
 *
 * Context: process, sleeps; takes no lock while it loads modules, so call it
 * without locks that a module's init might want.
 * Return: the slot (0 for NULL), -ENOENT when there is no such decoder.
 */
int ft_registry_find(const char *name, struct netlink_ext_ack *extack);

/**
 * ft_registry_slot() - slot of a name
 * @name: decoder name
 *
 * Context: process, may sleep.
 * Return: the slot, or -ENOENT.
 */
int ft_registry_slot(const char *name);

/**
 * ft_registry_ports() - ports of a decoder in a namespace
 * @fn: the namespace
 * @slot: the decoder
 * @kind: which kind of port
 * @ports: filled in, 0 ends a list that is not full
 *
 * Context: process, may sleep.
 */
void ft_registry_ports(struct ft_net *fn, unsigned int slot,
		       enum ft_transport kind, u16 ports[FIELDTAP_PORTS_MAX]);

/**
 * ft_registry_set_ports() - give a decoder other ports in a namespace
 * @fn: the namespace
 * @slot: the decoder
 * @ports: the ports of each kind, 0 ends a list that is not full; a kind of
 *	which there is none stays as it is
 * @extack: gets the reason of a failure
 *
 * Conversations on a port that it loses are not followed any further.
 *
 * Context: process, may sleep.
 * Return: 0, -EADDRINUSE when another decoder has one of them, -ENOMEM.
 */
int ft_registry_set_ports(struct ft_net *fn, unsigned int slot,
			  const struct ft_port_lists *ports,
			  struct netlink_ext_ack *extack);

#endif /* _FT_REGISTRY_H */
