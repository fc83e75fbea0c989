/* SPDX-License-Identifier: GPL-2.0 */
/* What went wrong, in words; the library never prints. */
#ifndef _LIBFIELDTAP_ERROR_H
#define _LIBFIELDTAP_ERROR_H

/**
 * enum ft_failure - whose fault it is; also the tool's exit status
 * @FT_DONE: nothing is wrong
 * @FT_USAGE: an argument makes no sense
 * @FT_REFUSED: the kernel said no, or the system failed
 * @FT_NOT_LOADED: the kernel has no netlink family "fieldtap"
 */
enum ft_failure {
	FT_DONE,
	FT_USAGE,
	FT_REFUSED,
	FT_NOT_LOADED,
};

/**
 * struct ft_error - why a call of the library failed
 * @kind: whose fault it is
 * @code: positive errno, or 0
 * @text: for a person; no newline
 */
struct ft_error {
	enum ft_failure kind;
	int code;
	char text[384];
};

/**
 * ft_fail() - note why a call fails
 * @err: where to note it
 * @kind: whose fault it is
 * @code: positive errno, or 0
 * @fmt: what to tell a person, without strerror(@code)
 *
 * Return: -1, for the caller to pass on.
 */
int ft_fail(struct ft_error *err, enum ft_failure kind, int code,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/**
 * ft_fail_errno() - like ft_fail() for %FT_REFUSED, ": strerror" added
 * @err: where to note it
 * @code: positive errno
 * @fmt: what was tried
 *
 * Return: -1, for the caller to pass on.
 */
int ft_fail_errno(struct ft_error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* _LIBFIELDTAP_ERROR_H */
