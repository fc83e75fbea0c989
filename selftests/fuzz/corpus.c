// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a target with files and all files of directories, without libFuzzer:
 * for coverage, and for a look at a reproducer with another compiler.
 */
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define SIZE_MAX_OF_INPUT	(1 << 20)

static unsigned int ran;

static void run_file(const char *path)
{
	static uint8_t input[SIZE_MAX_OF_INPUT];
	FILE *file = fopen(path, "r");
	uint8_t *copy;
	size_t n;

	if (!file)
		err(1, "%s", path);
	n = fread(input, 1, sizeof(input), file);
	fclose(file);
	/* Exactly as long, so that what reads on is seen. */
	copy = malloc(n ? n : 1);
	if (!copy)
		err(1, "malloc");
	memcpy(copy, input, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
	ran++;
}

static void run_path(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char file[4096];

	if (!dir) {
		run_file(path);
		return;
	}
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		run_file(file);
	}
	closedir(dir);
}

int main(int argc, char **argv)
{
	int i;

	LLVMFuzzerInitialize(&argc, &argv);
	for (i = 1; i < argc; i++)
		run_path(argv[i]);
	printf("%u inputs\n", ran);
	return 0;
}
