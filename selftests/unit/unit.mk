# SPDX-License-Identifier: GPL-2.0
#
# Files of the kernel in user space: programs of one source file each and of
# what all of them share, once for each sanitizer that their names end in.
# Who includes this says before:
#   O         where the programs go
#   units     the tests; helpers: programs that these call; made: what else is
#             there to be removed
#   scripts   tests that are none of them
#   sources, headers, cppflags, libs

CC	?= gcc
CFLAGS	?= -O1 -g
unit	:= $(dir $(lastword $(MAKEFILE_LIST)))
sources	+= $(unit)test.c
headers	+= $(unit)test.h $(unit)../random.h
cflags	= -std=gnu11 -pthread -Wall -Wextra -Werror $(cppflags) -I$(unit) $(CFLAGS)
asan	:= -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
tsan	:= -fsanitize=thread
compile	= $(CC) $(cflags) $(1) -o $@ $< $(sources) $(libs)

.PHONY: all check clean
all: $(addprefix $(O)/,$(units) $(helpers))

$(O)/%.asan: %.c $(sources) $(headers)
	@mkdir -p $(O)
	@$(call compile,$(asan))

$(O)/%.tsan: %.c $(sources) $(headers)
	@mkdir -p $(O)
	@$(call compile,$(tsan))

check: all
	@O=$(O) $(unit)run.sh $(units:%=$(O)/%) $(scripts)

clean:
	rm -f $(addprefix $(O)/,$(units) $(helpers) $(made))
