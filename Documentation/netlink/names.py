#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Write the tool's table of names from the netlink specification.

usage: names.py SPEC header|source

The names and explanations of every enum, and the names of every attribute,
so that the tool says in words what the wire says in numbers.  Part of
generate.sh, which see.
"""
import sys
import textwrap

import yaml

BANNER = """\
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/fieldtap.yaml */
"""

HEADER = """\
/* SPDX-License-Identifier: GPL-2.0 */
{banner}
#ifndef _LIBFIELDTAP_NAMES_H
#define _LIBFIELDTAP_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct ft_name - one number of the wire in words
 * @name: what it is called
 * @doc: what it means
 * @is_text: an attribute whose payload is a string
 */
struct ft_name {{
	const char *name;
	const char *doc;
	bool is_text;
}};

/**
 * struct ft_names - the names of one enum or attribute set
 * @n: how many
 * @names: indexed by the number on the wire; @name is NULL in a hole
 */
struct ft_names {{
	unsigned int n;
	const struct ft_name *names;
}};

{externs}

/**
 * ft_name() - the name of a number
 * @t: the enum or attribute set that it belongs to
 * @i: the number
 *
 * Return: its name, or NULL where the kernel is newer than the tool.
 */
static inline const char *ft_name(const struct ft_names *t, unsigned int i)
{{
	return i < t->n ? t->names[i].name : NULL;
}}

#endif /* _LIBFIELDTAP_NAMES_H */
"""

SOURCE = """\
// SPDX-License-Identifier: GPL-2.0
{banner}
#include "names.h"

{tables}"""


def snake(name):
    return name.replace('-', '_')


def string(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def doc_lines(doc):
    """A doc as adjacent string literals, short enough for a source line."""
    parts = textwrap.wrap(' '.join(doc.split()), 60)
    last = len(parts) - 1
    return [string(p + ('' if i == last else ' ')) for i, p in enumerate(parts)]


def tables(spec):
    """Yield (table, entries); an entry is (number, name, doc, is_text)."""
    for enum in spec['definitions']:
        if enum['type'] != 'enum':
            continue
        yield enum['name'] + '_names', [
            (i, snake(e['name']), e['doc'], False)
            for i, e in enumerate(enum['entries'])]
    for attr_set in spec['attribute-sets']:
        yield attr_set['name'] + '_attrs', [
            (i, a['name'], a['doc'], a['type'] == 'string')
            for i, a in enumerate(attr_set['attributes'], 1)
            if a['type'] != 'pad']


def source_table(table, entries):
    ident = 'ft_' + snake(table)
    out = [f'static const struct ft_name {ident[3:]}[] = {{']
    for number, name, doc, is_text in entries:
        lines = doc_lines(doc)
        out.append(f'\t[{number}] = {{')
        out.append(f'\t\t.name = {string(name)},')
        out.append(f'\t\t.doc = {lines[0]}' + (',' if len(lines) == 1 else ''))
        out += [f'\t\t\t{line}' for line in lines[1:-1]]
        if len(lines) > 1:
            out.append(f'\t\t\t{lines[-1]},')
        if is_text:
            out.append('\t\t.is_text = true,')
        out.append('\t},')
    out.append('};')
    out.append('')
    out.append(f'const struct ft_names {ident} = {{')
    out.append(f'\tsizeof({ident[3:]}) / sizeof({ident[3:]}[0]), {ident[3:]},')
    out.append('};')
    return '\n'.join(out) + '\n'


def main():
    if len(sys.argv) != 3 or sys.argv[2] not in ('header', 'source'):
        sys.exit('usage: names.py SPEC header|source')
    with open(sys.argv[1], encoding='utf-8') as stream:
        spec = yaml.safe_load(stream)
    if sys.argv[2] == 'header':
        externs = '\n'.join(
            f'extern const struct ft_names ft_{snake(table)};'
            for table, _ in tables(spec))
        sys.stdout.write(HEADER.format(banner=BANNER, externs=externs))
    else:
        body = '\n'.join(source_table(*t) for t in tables(spec))
        sys.stdout.write(SOURCE.format(banner=BANNER, tables=body))


if __name__ == '__main__':
    main()
