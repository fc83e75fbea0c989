/* SPDX-License-Identifier: GPL-2.0 */
/* Notes: what decoders remember that does not fit a flow's own state. */
#ifndef _FT_NOTE_H
#define _FT_NOTE_H

#include <linux/refcount.h>
#include <fieldtap/decoder.h>

#include "netns.h"

/* Octets that all notes of a namespace may take. */
#define FT_NOTE_BYTES_MAX	SZ_32M

/**
 * struct ft_note_key - identity of a note
 * @server: the server's end of the conversation, zeros for FT_NOTE_ALL
 * @slot: decoder
 * @id: what the decoder calls it
 *
 * Hashed and compared as u64s: 48 octets without holes.
 */
struct ft_note_key {
	struct ft_addr server;
	u32 slot;
	struct ft_note_id id;
} __aligned(sizeof(u64));

/**
 * struct ft_scope - a conversation that made notes
 * @refs: the conversation's and its notes'
 * @notes: how many of its notes there are
 * @bytes: octets that they take
 * @own: some of them are its own, and go with it
 * @ended: it does not go on
 */
struct ft_scope {
	refcount_t refs;
	atomic_t notes;
	atomic_long_t bytes;
	bool own;
	bool ended;
};

/**
 * ft_notes_init() - make a namespace's map of notes
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_notes_init(struct ft_net *fn);

/**
 * ft_notes_clean() - forget all notes
 * @fn: the namespace; no conversations are left
 *
 * Context: process, may sleep.
 */
void ft_notes_clean(struct ft_net *fn);

/**
 * ft_note_keep() - remember something
 * @fn: the namespace
 * @key: its identity; a note that is there already is replaced
 * @scope: where the conversation keeps its scope, which is made if there is
 *	none
 * @own: the note goes with the conversation
 * @data: content; copied
 * @len: octets of @data
 *
 * A conversation gets no more notes, or no more octets of them, while it has as
 * many as are left for everybody: one alone may have half of all, two a third
 * each, and there is always room for who comes next.
 *
 * Context: softirq or bottom halves off, RCU read-side section, the flow's
 * lock held.
 * Return: 0, -ENOSPC at a limit, -ENOMEM, -E2BIG; counted.
 */
int ft_note_keep(struct ft_net *fn, const struct ft_note_key *key,
		 struct ft_scope **scope, bool own, const void *data, u32 len);

/**
 * ft_note_find() - what was remembered
 * @fn: the namespace
 * @key: its identity
 * @len: gets the octets of the content
 *
 * Context: softirq or bottom halves off, RCU read-side section, which keeps
 * what is returned.
 * Return: the content, which never changes, or NULL.
 */
const void *ft_note_find(struct ft_net *fn, const struct ft_note_key *key,
			 u32 *len);

/**
 * ft_note_forget() - forget one note
 * @fn: the namespace
 * @key: its identity; it need not exist
 *
 * Context: softirq or bottom halves off, RCU read-side section.
 */
void ft_note_forget(struct ft_net *fn, const struct ft_note_key *key);

/**
 * ft_scope_end() - a conversation is over
 * @fn: the namespace
 * @scope: its scope or NULL
 *
 * The next sweep forgets its notes.
 *
 * Context: any.
 */
void ft_scope_end(struct ft_net *fn, struct ft_scope *scope);

/**
 * ft_notes_drop() - forget all notes of a decoder
 * @fn: the namespace
 * @slot: the decoder; nobody is inside it any more
 *
 * What it noted means nothing to another version of it.
 *
 * Context: process, may sleep.
 */
void ft_notes_drop(struct ft_net *fn, unsigned int slot);

/**
 * ft_notes_sweep() - forget notes that nobody uses any more
 * @fn: the namespace
 * @all: look for idle ones, too, not only if a conversation has ended
 *
 * Context: process, may sleep.
 */
void ft_notes_sweep(struct ft_net *fn, bool all);

#endif /* _FT_NOTE_H */
