# SPDX-License-Identifier: GPL-2.0
#
# Everything that is built goes to build/; the source tree stays clean.

MAKEFLAGS += --no-print-directory

top      := $(CURDIR)
KDIR     ?= /lib/modules/$(shell uname -r)/build

# Not include/config/kernel.release, which Debian's headers do not mean.
KRELEASE   = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(UTSRELEASE))
UTSRELEASE = $(KDIR)/include/generated/utsrelease.h
KBUILD_OUT = $(top)/build/kmod/$(KRELEASE)

.PHONY: all modules tools help clean
all: modules tools

# Kbuild writes its output beside the sources, so it is given a tree of links.
modules:
	@[ -e $(UTSRELEASE) ] || { \
		echo "$(KDIR): no prepared kernel headers there; install linux-headers-$$(uname -r) or set KDIR=" >&2; \
		exit 1; }
	@mkdir -p $(KBUILD_OUT)
	@cp -rsf $(top)/Kbuild $(top)/kmod $(KBUILD_OUT)/
	@find $(KBUILD_OUT) -xtype l -delete
	+$(MAKE) -C $(KDIR) M=$(KBUILD_OUT) modules

tools:
	+$(MAKE) -C userspace O=$(top)/build/tools all

clean:
	rm -rf build
