# SPDX-License-Identifier: GPL-2.0
#
# The part of the kernel's tools/testing/selftests/lib.mk that our Makefiles
# use, so that they work here and, with these directories moved there, in the
# kernel: TEST_PROGS, TEST_GEN_PROGS, TEST_GEN_FILES, OUTPUT.

OUTPUT ?= $(CURDIR)/../../build/$(notdir $(CURDIR))

generated := $(addprefix $(OUTPUT)/,$(TEST_GEN_PROGS) $(TEST_GEN_FILES))

.PHONY: all list run_tests clean
all: $(generated)

$(OUTPUT)/%: %.c
	@mkdir -p $(OUTPUT)
	$(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $< $(LDLIBS)

list:
	@printf '%s\n' $(TEST_PROGS) $(addprefix $(OUTPUT)/,$(TEST_GEN_PROGS))

run_tests: all
	OUTPUT=$(OUTPUT) ../run_net.sh

clean:
	rm -f $(generated)
