# SPDX-License-Identifier: GPL-2.0
#
# Everything that is built goes to build/; the source tree stays clean.

MAKEFLAGS += --no-print-directory

top      := $(CURDIR)
KDIR     ?= /lib/modules/$(shell uname -r)/build

# Not include/config/kernel.release, which Debian's headers do not mean.
KRELEASE   = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(UTSRELEASE) 2>/dev/null)
UTSRELEASE = $(KDIR)/include/generated/utsrelease.h
KBUILD_OUT = $(top)/build/kmod/$(KRELEASE)

KERNELS    = 6.1 6.12 6.1-rt
PREFIX    ?= /usr/local

.PHONY: all modules tools example statetest demo check check-matrix check-debug fuzz coverage bench
.PHONY: install dkms-install clean help

all: modules tools

help:
	@echo 'make                 the modules for KDIR (the running kernel) and the tool'
	@echo 'make modules         the modules alone'
	@echo 'make tools           the tool alone'
	@echo 'make example         the decoder of Documentation/decoder.rst'
	@echo 'make demo            see it work, in a virtual machine'
	@echo 'make check           all tests, the kselftests in a virtual machine'
	@echo 'make check-matrix    the kselftests on the kernels $(KERNELS)'
	@echo 'make check-debug     what a maintainer would run before taking the code'
	@echo 'make fuzz            fuzz the decoders and the streams, TIME seconds each'
	@echo 'make coverage        which lines of them the tests and the fuzzers ran'
	@echo 'make bench           measure, print tables'
	@echo 'make install         modules, tool, library, man pages, completion (as root)'
	@echo 'make dkms-install    have DKMS build the modules for every kernel (as root)'
	@echo 'make clean           remove all that was built'
	@echo
	@echo 'KDIR=DIR     kernel headers or build tree ($(KDIR))'
	@echo 'PREFIX=DIR   where the tool goes ($(PREFIX))'
	@echo 'DESTDIR=DIR  install below DIR, for packaging'

# Two makes in one output directory spoil each other's work.
lock = flock $(top)/build/$(1).lock

# Kbuild writes its output beside the sources, so it is given a tree of links.
modules:
	@[ -e $(UTSRELEASE) ] || { \
		echo "$(KDIR): no prepared kernel headers there; install linux-headers-$$(uname -r) or set KDIR=" >&2; \
		exit 1; }
	@mkdir -p build $(KBUILD_OUT)
	@cp -rsf $(top)/Kbuild $(top)/kmod $(KBUILD_OUT)/
	@find $(KBUILD_OUT) -xtype l -delete
	+$(call lock,kmod) $(MAKE) -C $(KDIR) M=$(KBUILD_OUT) $(KBUILD_FLAGS) modules

# A decoder as somebody else would build it, for Documentation/decoder.rst.
example: modules
	+$(call lock,kmod) $(MAKE) -C selftests/decoders/example KDIR=$(KDIR) \
		BUILT=$(KBUILD_OUT) OUT=$(KBUILD_OUT)/example modules

# What selftests/net/state.sh has to be told by a decoder.
statetest: modules
	+$(call lock,kmod) $(MAKE) -C selftests/net/module KDIR=$(KDIR) \
		BUILT=$(KBUILD_OUT) OUT=$(KBUILD_OUT)/statetest modules

tools:
	@mkdir -p build
	+$(call lock,tools) $(MAKE) -C userspace O=$(top)/build/tools all

demo:
	selftests/setup.sh build vm test
	selftests/vm/run.sh -m 2048 -- selftests/demo.sh

check:
	selftests/setup.sh build vm test
	selftests/check.sh growmap decoders points userspace + net-6.1-1of2 + growmap-6.1 net-6.1-2of2

check-matrix:
	selftests/setup.sh build vm test
	selftests/check.sh $(KERNELS:%=growmap-%) $(KERNELS:%=net-%)

check-debug:
	selftests/setup.sh build vm test debug
	selftests/check.sh static fuzz coverage growmap-debug debug growmap-kcsan net-kcsan

TIME = 10
fuzz:
	selftests/setup.sh build test debug
	FUZZ_TIME=$(TIME) selftests/check.sh fuzz

coverage:
	selftests/setup.sh build test debug
	selftests/check.sh coverage

bench:
	selftests/setup.sh build vm test bench
	selftests/bench/run.sh

# Debian's headers ask for signatures, but the key is Debian's.
UNSIGNED = $(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=)

install: all
	+$(MAKE) -C $(KDIR) M=$(KBUILD_OUT) INSTALL_MOD_PATH=$(DESTDIR) INSTALL_MOD_DIR=updates \
		$(if $(DESTDIR),DEPMOD=true) $(UNSIGNED) modules_install
	$(if $(DESTDIR),,depmod $(KRELEASE))
	+$(MAKE) -C userspace O=$(top)/build/tools PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) install

DKMS_NAME    = fieldtap
DKMS_VERSION = $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
DKMS_SRC     = $(DESTDIR)/usr/src/$(DKMS_NAME)-$(DKMS_VERSION)

dkms-install:
	mkdir -p $(DKMS_SRC)
	cp -r dkms.conf Kbuild kmod COPYING $(DKMS_SRC)/
	$(if $(DESTDIR),,dkms install -m $(DKMS_NAME) -v $(DKMS_VERSION))

clean:
	rm -rf build
