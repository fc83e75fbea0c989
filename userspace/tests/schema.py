#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Does the JSON schema for editors say the same as the tool?

It has to know the parameters of the netlink specification, take the example
maps and those that the tool loads, and refuse what the tool refuses, but for
what no schema can tell.  KTAP on stdout.
"""
import glob
import json
import os
import sys

import jsonschema
import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
DOCS = os.path.join(HERE, '..', '..', 'Documentation')

# One thing has to fit another, or the text is no YAML or too much of it.
BEYOND = set("""
    address-in-device address-register alias alias-bomb anchor circle-extends
    circle-self deep-block duplicate-across duplicate-device
    duplicate-key duplicate-model duplicate-point duplicate-top
    include-circle include-directory include-documents include-itself
    include-missing include-model-twice include-plant include-wrong
    indentation key-is-mapping leave-out-nothing lo-above-hi lolo-above-hihi long-name
    missing-model missing-parent no-value other-protocol override-crosses
    override-misspelt percent-without-span protocol-of-parent
    second-document span-empty tab tag unclosed unclosed-quote
    """.split())


def load(path):
    """All documents of a file; None where there are none."""
    with open(path, encoding='utf-8') as f:
        return list(yaml.safe_load_all(f)) or [None]


def faults(schema, path):
    """What the schema says of a file, each in a line."""
    validator = jsonschema.Draft7Validator(schema)
    return ['%s: %s' % ('/'.join(map(str, e.path)), e.message[:100])
            for document in load(path)
            for e in validator.iter_errors(document)]


def check_parameters(schema):
    """Keys, numbers and words as in the specification."""
    with open(os.path.join(DOCS, 'netlink', 'specs', 'fieldtap.yaml'),
              encoding='utf-8') as f:
        spec = yaml.safe_load(f)
    words = {d['name']: [e['name'] if isinstance(e, dict) else e
                         for e in d['entries']]
             for d in spec['definitions'] if d['type'] == 'enum'}
    conf, = [s for s in spec['attribute-sets'] if s['name'] == 'point-conf']
    point = schema['definitions']['point']['properties']
    wrong = []
    seen = set()
    for a in conf['attributes']:
        if a['name'] in ('name', 'source'):
            continue
        key = a['name'].replace('-', '_')
        seen.add(key)
        mine = point.get(key)
        if mine is None:
            wrong.append('%s is missing' % key)
            continue
        if 'enum' in a and mine['enum'] != words[a['enum']] + ['none', None]:
            wrong.append('%s has other words' % key)
        if a['type'] == 'u32' and 'anyOf' in mine and \
           mine['anyOf'][0]['maximum'] != a['checks']['max']:
            wrong.append('%s has another maximum' % key)
    return wrong + ['%s is unknown' % key for key in set(point) - seen]


def check_good(schema):
    """What the tool loads."""
    wrong = []
    for path in sorted(glob.glob(os.path.join(DOCS, 'maps', '*.yaml')) +
                       glob.glob(os.path.join(HERE, 'maps', 'good', '*.yaml')) +
                       glob.glob(os.path.join(HERE, 'maps', 'good', '*.saved'))):
        wrong += ['%s: %s' % (os.path.basename(path), f)
                  for f in faults(schema, path)]
    return wrong


def check_bad(schema):
    """What the tool refuses, and a schema can."""
    names = {os.path.basename(path)[:-len('.yaml')]
             for path in glob.glob(os.path.join(HERE, 'maps', 'bad', '*.yaml'))}
    wrong = ['there is no %s' % name for name in BEYOND - names]
    for name in sorted(names - BEYOND):
        path = os.path.join(HERE, 'maps', 'bad', name + '.yaml')
        try:
            if not faults(schema, path):
                wrong.append('%s is not refused' % name)
        except yaml.YAMLError as e:
            wrong.append('%s: %s' % (name, e))
    return wrong


def main():
    """Runs the tests; 0 if all pass."""
    with open(os.path.join(DOCS, 'device-map.schema.json'),
              encoding='utf-8') as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    tests = (check_parameters, check_good, check_bad)
    print('KTAP version 1\n1..%d' % len(tests))
    bad = 0
    for n, test in enumerate(tests, 1):
        wrong = test(schema)
        for line in wrong:
            print('#', line.replace('\n', ' '))
        print('%sok %d %s' % ('not ' if wrong else '', n, test.__name__))
        bad |= bool(wrong)
    return int(bad)


if __name__ == '__main__':
    sys.exit(main())
