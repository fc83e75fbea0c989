// SPDX-License-Identifier: GPL-2.0

// gomap ops KEYS RUN: what peer_main.h does for the maps in C, for Go's own. Its
// hash is Go's (AES where the machine has it); its garbage collector is on, as
// it is for everybody. It must not be read while it is written.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"syscall"
	"unsafe"
)

type key [2]uint64

type entry struct {
	key   key
	value uint32
	_     [44]byte
}

const (
	queries = 1000000
	most    = 100
)

var (
	n                              int
	run                            string
	inserts, hits, misses, removes []key
)

func die(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "gomap:", err)
		os.Exit(1)
	}
}

func check(ok bool, what string) {
	if !ok {
		fmt.Fprintln(os.Stderr, "gomap:", what, "wrong result")
		os.Exit(1)
	}
}

func result(op, unit string, value float64) {
	fmt.Printf("{\"part\":\"user\",\"op\":\"%s\",\"n\":%d,\"impl\":\"Go map\",\"run\":%s,\"unit\":\"%s\",\"value\":%.6g}\n",
		op, n, run, unit, value)
}

func load(file string) {
	f, err := os.Open(file)
	die(err)
	st, err := f.Stat()
	die(err)
	mem, err := syscall.Mmap(int(f.Fd()), 0, int(st.Size()), syscall.PROT_READ,
		syscall.MAP_PRIVATE|syscall.MAP_POPULATE)
	die(err)
	n = len(mem) / 16 / 4
	all := unsafe.Slice((*key)(unsafe.Pointer(&mem[0])), 4*n)
	inserts, hits, misses, removes = all[:n], all[n:2*n], all[2*n:3*n], all[3*n:]
}

func cpu() int64 {
	var u syscall.Rusage
	die(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return u.Utime.Nano() + u.Stime.Nano()
}

// CPU time of this thread, which the goroutine must be locked to.
func mine() int64 {
	var ts syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, 3, uintptr(unsafe.Pointer(&ts)), 0)
	return ts.Nano()
}

func pin(cpu uint) {
	mask := [16]uint64{1 << cpu}
	runtime.LockOSThread()
	syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, 0, unsafe.Sizeof(mask),
		uintptr(unsafe.Pointer(&mask)))
}

func entries() []entry {
	e := make([]entry, n)
	for i := range e {
		e[i].key = inserts[i]
		e[i].value = 1
	}
	return e
}

func fill(m map[key]*entry, e []entry) {
	for i := range e {
		m[e[i].key] = &e[i]
	}
}

func measureFill() {
	maps := most
	if queries/n < maps {
		maps = queries / n
	}
	if maps == 0 {
		maps = 1
	}
	var calls, all, removal int64
	for i := 0; i < maps; i++ {
		e := entries()
		runtime.GC()
		cpuBefore := cpu()
		m := make(map[key]*entry)
		before := mine()
		fill(m, e)
		calls += (mine() - before)
		all += cpu() - cpuBefore
		check(len(m) == n, "insert")
		before = mine()
		for j := range removes {
			delete(m, removes[j])
		}
		removal += (mine() - before)
		check(len(m) == 0, "remove")
	}
	ops := float64(maps) * float64(n)
	result("insert", "ns", float64(all)/ops)
	result("insert, the calls alone", "ns", float64(calls)/ops)
	result("remove", "ns", float64(removal)/ops)
}

func measureLongest(m map[key]*entry, e []entry) {
	took := make([]int, n)
	before := mine()
	for i := range e {
		m[e[i].key] = &e[i]
		after := mine()
		took[i] = int(after - before)
		before = after
	}
	sort.Ints(took)
	result("insert, longest", "ns", float64(took[n-1]))
	result("insert, 99.99th percentile", "ns", float64(took[int64(n-1)*9999/10000]))
}

func heap() float64 {
	var st runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&st)
	return float64(st.HeapAlloc)
}

func some() (int, int) {
	if n < queries {
		return n, (queries + n - 1) / n
	}
	return queries, 1
}

func measureLookup(m map[key]*entry, op string, keys []key, there int) {
	k, rounds := some()
	found := 0
	before := mine()
	for r := 0; r < rounds; r++ {
		for i := 0; i < k; i++ {
			if e := m[keys[i]]; e != nil {
				found += int(e.value)
			}
		}
	}
	took := mine() - before
	check(found == there*k*rounds, op)
	result(op, "ns", float64(took)/float64(k)/float64(rounds))
}

func measureChain(m map[key]*entry) {
	k, rounds := some()
	one := 1
	before := mine()
	for r := 0; r < rounds; r++ {
		for i := 0; i < k; i++ {
			one = int(m[hits[i+one-1]].value)
		}
	}
	result("hit, one after another", "ns",
		float64(mine()-before)/float64(k)/float64(rounds))
}

func measureWalk(m map[key]*entry) {
	rounds := (queries + n - 1) / n
	before := mine()
	for r := 0; r < rounds; r++ {
		sum := 0
		for _, e := range m {
			sum += int(e.value)
		}
		check(sum == n, "walk")
	}
	result("walk", "ns", float64(mine()-before)/float64(rounds)/float64(n))
}

func measureOps() {
	pin(0)
	measureFill()
	e := entries()
	before := heap()
	m := make(map[key]*entry)
	measureLongest(m, e)
	result("memory", "bytes", (heap()-before)/float64(n))
	measureLookup(m, "hit", hits, 1)
	measureChain(m)
	measureLookup(m, "miss", misses, 0)
	measureWalk(m)
	runtime.KeepAlive(e)
}

func main() {
	if len(os.Args) != 4 || os.Args[1] != "ops" {
		fmt.Fprintln(os.Stderr, "Usage: gomap ops KEYS RUN")
		os.Exit(2)
	}
	load(os.Args[2])
	run = os.Args[3]
	measureOps()
}
