#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes a model for spin of a litmus test. Usage: litmus.py FILE [WEAKEN]

The test is one for the kernel's memory model (tools/memory-model), of the few
statements that ours use. With WEAKEN, a number, that ordering primitive of the
test loses its order: an acquire or release becomes a plain access, a full fence
nothing. Prints the model, which asserts that "exists" is never true; without
such a primitive, prints nothing and exits 3.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent


class Test:
    def __init__(self, text, weaken):
        self.weaken = weaken
        self.primitives = 0
        self.weak_locks = False
        text = re.sub(r"\(\*.*?\*\)", "", text, flags=re.S)
        head, self.exists = text.split("exists", 1)
        self.init = dict(re.findall(r"(\w+)\s*=\s*&?(\w+)\s*;", head[head.index("{"):head.index("}")]))
        body = head[head.index("}") + 1:]
        self.processes = re.findall(r"^P(\d+)\((.*?)\)\s*^\{(.*?)^\}", body, flags=re.S | re.M)
        self.vars = []
        for _, parameters, _ in self.processes:
            for name in re.findall(r"(\w+)\s*(?:,|$)", parameters):
                if name not in self.vars:
                    self.vars.append(name)
        for value in self.init.values():
            if not value.isdigit() and value not in self.vars:
                self.vars.append(value)
        self.registers = []

    def ordered(self):
        """Whether this primitive, the next one, keeps its order."""
        self.primitives += 1
        return self.primitives != self.weaken

    def value(self, text):
        text = text.strip().lstrip("&")
        if text.isdigit():
            return text
        if text in self.vars:
            return str(self.vars.index(text))
        return self.register(text)

    def register(self, name):
        name = f"P{self.process}_{name}"
        if name not in self.registers:
            self.registers.append(name)
        return name

    def store(self, target, value, release):
        view = "now" if release and self.ordered() else "told"
        return f"store({self.vars.index(target)}, {self.value(value)}, {view})"

    def load(self, register, source, kind):
        reg = self.register(register)
        if source not in self.vars:  # through a pointer
            return f"load({reg}, {self.register(source)}, {self.register(source)}_view)"
        x = self.vars.index(source)
        if kind == "smp_load_acquire" or kind == "atomic_read_acquire":
            if self.ordered():
                return f"load_acquire({reg}, {x})"
        text = f"load({reg}, {x}, nothing)"
        if kind == "rcu_dereference":
            text += f"; d_step {{ join({reg}_view, came[came_with]); skip }}"
        return text

    def add(self, register, target, addend):
        weak = "false" if self.ordered() else "true"
        return f"add_return({self.register(register)}, {self.vars.index(target)}, {addend}, {weak})"

    def statement(self, line):
        forms = [
            (r"(?:WRITE_ONCE|RCU_INIT_POINTER)\(\*(\w+), (.+)\)",
             lambda m: self.store(m[1], m[2], False)),
            (r"atomic_set\((\w+), (.+)\)", lambda m: self.store(m[1], m[2], False)),
            (r"(?:smp_store|atomic_set)_release\((\w+), (.+)\)", lambda m: self.store(m[1], m[2], True)),
            (r"rcu_assign_pointer\(\*(\w+), (.+)\)", lambda m: self.store(m[1], m[2], True)),
            (r"(\w+) = (READ_ONCE|rcu_dereference)\(\*(\w+)\)", lambda m: self.load(m[1], m[3], m[2])),
            (r"(\w+) = (smp_load_acquire|atomic_read_acquire|atomic_read)\((\w+)\)",
             lambda m: self.load(m[1], m[3], m[2])),
            (r"(\w+) = atomic_inc_return\((\w+)\)", lambda m: self.add(m[1], m[2], 1)),
            (r"(\w+) = atomic_dec_return\((\w+)\)", lambda m: self.add(m[1], m[2], -1)),
            (r"smp_mb(?:__after_atomic)?\(\)", lambda m: "full_fence()" if self.ordered() else "skip"),
            (r"smp_([rw])mb\(\)", lambda m: f"{m[1]}mb()" if self.ordered() else "skip"),
            (r"spin_(un)?lock\((\w+)\)",
             lambda m: f"spin_{m[1] or ''}lock({self.vars.index(m[2])})"),
        ]
        for pattern, make in forms:
            match = re.fullmatch(pattern, line)
            if match:
                return make(match)
        raise SystemExit(f"litmus.py: cannot read: {line}")

    def body(self, text):
        out = []
        for line in text.splitlines():
            line = line.strip()
            if not line or re.fullmatch(r"int (\*?\w+(, )?)+;", line):
                continue
            if match := re.fullmatch(r"if \((\w+) == (&?\w+)\) \{", line):
                out.append(f"if :: {self.register(match[1])} == {self.value(match[2])} ->")
            elif line == "}":
                out.append("skip :: else fi;")
            else:
                out.append(f"atomic {{ {self.statement(line.rstrip(';'))} }};")
        return "\n\t".join(out)

    def model(self):
        bodies = []
        for number, _, text in self.processes:
            self.process = number
            views = "".join(f" View P{number}_{r}_view;" for r in set(re.findall(r"(\w+) = rcu_deref", text)))
            bodies.append(f"proctype P{number}()\n{{\n\tView now, told, heard, stored, nothing;{views}\n"
                          f"\tbyte k, came_with;\n\n\t{self.body(text)}\n\tskip\n}}\n")
        locks = any("spin_lock" in text for _, _, text in self.processes)
        self.weak_locks = locks and not self.ordered()
        self.process = None
        exists = re.sub(r"(\d+):(\w+)=(\w+)", lambda m: f"P{m[1]}_{m[2]} == {self.value(m[3])}",
                        self.exists).replace("/\\", "&&").replace("\\/", "||").replace("~", "!")
        lines = [f"#define VARS {len(self.vars)}", "#define VALUES 6", "#define STORES 16"]
        if self.weak_locks:
            lines.append("#define WEAK_LOCKS")
        lines.append(f'#include "{HERE / "memory.pml"}"')
        lines += [f"byte {r} = 255;" for r in self.registers]
        lines += bodies
        lines.append("init {\n\tatomic {")
        lines += [f"\t\tvar[{self.vars.index(n)}].value[0] = {self.value(v)};" for n, v in self.init.items()]
        lines += ["\t\t" f"run P{n}();" for n, _, _ in self.processes]
        lines.append(f"\t\tskip\n\t}};\n\t_nr_pr == 1;\n\tassert(!({' '.join(exists.split())}))\n}}")
        return "\n".join(lines)


def main():
    weaken = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    test = Test(pathlib.Path(sys.argv[1]).read_text(), weaken)
    model = test.model()
    if weaken > test.primitives:
        sys.exit(3)
    print(model)


if __name__ == "__main__":
    main()
