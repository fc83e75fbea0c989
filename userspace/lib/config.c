// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "config.h"

int ft_config_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		    struct ft_config *cfg)
{
	struct nlattr *tb[FIELDTAP_A_CONFIG_MAX + 1];
	unsigned int i;

	memset(cfg, 0, sizeof(*cfg));
	if (nla_parse(tb, FIELDTAP_A_CONFIG_MAX, attrs, len, NULL))
		return ft_malformed(c, "configuration");
	for (i = FIELDTAP_A_CONFIG_PAD + 1; i <= FIELDTAP_A_CONFIG_MAX; i++) {
		if (!tb[i])
			continue;
		if (nla_len(tb[i]) < (int)sizeof(uint32_t))
			return ft_malformed(c, "configuration");
		cfg->set[i] = true;
		cfg->value[i] = nla_get_u32(tb[i]);
	}
	return 0;
}

static int take_config(struct ft_conn *c, struct nlattr *attrs, int len,
		       void *arg)
{
	return ft_config_parse(c, attrs, len, arg);
}

int ft_config_get(struct ft_conn *c, struct ft_config *cfg)
{
	const struct ft_reply reply = { take_config, NULL, cfg };
	struct nl_msg *msg;

	memset(cfg, 0, sizeof(*cfg));
	msg = ft_request(c, FIELDTAP_CMD_CONFIG_GET);
	return msg ? ft_do(c, msg, &ft_config_attrs, &reply) : -1;
}

int ft_config_set(struct ft_conn *c, const struct ft_config *cfg)
{
	struct nl_msg *msg = ft_request(c, FIELDTAP_CMD_CONFIG_SET);
	unsigned int i;

	if (!msg)
		return -1;
	for (i = 0; i <= FIELDTAP_A_CONFIG_MAX; i++) {
		if (cfg->set[i] && nla_put_u32(msg, i, cfg->value[i])) {
			nlmsg_free(msg);
			return ft_no_memory(c);
		}
	}
	return ft_do(c, msg, &ft_config_attrs, NULL);
}
