// SPDX-License-Identifier: GPL-2.0
/*
 * HART common table 2: gallons are of the U.S., barrels of 42 gallons, N is for
 * normal (0 °C) and S for standard (20 °C) volumes of gas.
 */
#include <linux/kernel.h>

#include "hartip_units.h"

/* Codes that mean another unit for each classification of variables. */
#define HIP_EXPANSION_FIRST	170
#define HIP_EXPANSION_LAST	219

/* Classes of flow; those of gases and liquids go per second, min, h, day. */
#define HIP_CLASS_FLOW		66
#define HIP_CLASS_GAS		99
#define HIP_CLASS_LIQUID	103
#define HIP_CLASS_LIQUID_LAST	106

/* Says that a value has no unit. */
#define HIP_UNIT_NOT_USED	250
#define HIP_UNIT_NONE		251

static const char *const hip_units[] = {
	[1] = "inH2O@68°F",
	[2] = "inHg@0°C",
	[3] = "ftH2O@68°F",
	[4] = "mmH2O@68°F",
	[5] = "mmHg@0°C",
	[6] = "psi",
	[7] = "bar",
	[8] = "mbar",
	[9] = "g/cm²",
	[10] = "kg/cm²",
	[11] = "Pa",
	[12] = "kPa",
	[13] = "torr",
	[14] = "atm",
	[15] = "ft³/min",
	[16] = "gal/min",
	[17] = "l/min",
	[18] = "impgal/min",
	[19] = "m³/h",
	[20] = "ft/s",
	[21] = "m/s",
	[22] = "gal/s",
	[23] = "Mgal/d",
	[24] = "l/s",
	[25] = "Ml/d",
	[26] = "ft³/s",
	[27] = "ft³/d",
	[28] = "m³/s",
	[29] = "m³/d",
	[30] = "impgal/h",
	[31] = "impgal/d",
	[32] = "°C",
	[33] = "°F",
	[34] = "°R",
	[35] = "K",
	[36] = "mV",
	[37] = "Ω",
	[38] = "Hz",
	[39] = "mA",
	[40] = "gal",
	[41] = "l",
	[42] = "impgal",
	[43] = "m³",
	[44] = "ft",
	[45] = "m",
	[46] = "bbl",
	[47] = "in",
	[48] = "cm",
	[49] = "mm",
	[50] = "min",
	[51] = "s",
	[52] = "h",
	[53] = "d",
	[54] = "cSt",
	[55] = "cP",
	[56] = "µS",
	[57] = "%",
	[58] = "V",
	[59] = "pH",
	[60] = "g",
	[61] = "kg",
	[62] = "t",
	[63] = "lb",
	[64] = "shton",
	[65] = "lton",
	[66] = "mS/cm",
	[67] = "µS/cm",
	[68] = "N",
	[69] = "N·m",
	[70] = "g/s",
	[71] = "g/min",
	[72] = "g/h",
	[73] = "kg/s",
	[74] = "kg/min",
	[75] = "kg/h",
	[76] = "kg/d",
	[77] = "t/min",
	[78] = "t/h",
	[79] = "t/d",
	[80] = "lb/s",
	[81] = "lb/min",
	[82] = "lb/h",
	[83] = "lb/d",
	[84] = "shton/min",
	[85] = "shton/h",
	[86] = "shton/d",
	[87] = "lton/h",
	[88] = "lton/d",
	[89] = "dtherm",
	[90] = "SGU",
	[91] = "g/cm³",
	[92] = "kg/m³",
	[93] = "lb/gal",
	[94] = "lb/ft³",
	[95] = "g/ml",
	[96] = "kg/l",
	[97] = "g/l",
	[98] = "lb/in³",
	[99] = "shton/yd³",
	[100] = "°Tw",
	[101] = "°Bx",
	[102] = "°Bé heavy",
	[103] = "°Bé light",
	[104] = "°API",
	[105] = "% solids/wt",
	[106] = "% solids/vol",
	[107] = "°Balling",
	[108] = "proof/vol",
	[109] = "proof/mass",
	[110] = "bushel",
	[111] = "yd³",
	[112] = "ft³",
	[113] = "in³",
	[114] = "in/s",
	[115] = "in/min",
	[116] = "ft/min",
	[117] = "°/s",
	[118] = "rps",
	[119] = "rpm",
	[120] = "m/h",
	[121] = "Nm³/h",
	[122] = "Nl/h",
	[123] = "scf/min",
	[124] = "bbl liq",
	[125] = "oz",
	[126] = "ft·lbf",
	[127] = "kW",
	[128] = "kW·h",
	[129] = "hp",
	[130] = "ft³/h",
	[131] = "m³/min",
	[132] = "bbl/s",
	[133] = "bbl/min",
	[134] = "bbl/h",
	[135] = "bbl/d",
	[136] = "gal/h",
	[137] = "impgal/s",
	[138] = "l/h",
	[139] = "ppm",
	[140] = "Mcal/h",
	[141] = "MJ/h",
	[142] = "Btu/h",
	[143] = "°",
	[144] = "rad",
	[145] = "inH2O@60°F",
	[146] = "µg/l",
	[147] = "µg/m³",
	[148] = "% consistency",
	[149] = "% volume",
	[150] = "% steam quality",
	[151] = "ft·in·1/16",
	[152] = "ft³/lb",
	[153] = "pF",
	[154] = "ml/l",
	[155] = "µl/l",
	[156] = "dB",
	[160] = "°Plato",
	[161] = "% LEL",
	[162] = "Mcal",
	[163] = "kΩ",
	[164] = "MJ",
	[165] = "Btu",
	[166] = "Nm³",
	[167] = "Nl",
	[168] = "scf",
	[169] = "ppb",
	[235] = "gal/d",
	[236] = "hl",
	[237] = "MPa",
	[238] = "inH2O@4°C",
	[239] = "mmH2O@4°C",
	[252] = "unknown",
	[253] = "special",
};

static const char *const hip_units_pressure[] = {
	"cmH2O@4°C", "mH2O@4°C", "cmHg@0°C", "lb/ft²", "hPa", "psia",
	"kg/m²", "ftH2O@4°C", "ftH2O@60°F", "mHg@0°C", "Mpsi",
};

static const char *const hip_units_volumetric_flow[] = {
	"beer bbl/s", "beer bbl/min", "beer bbl/h", "beer bbl/d", "Nl/d",
	"Nl/min", "Nl/s", "Sl/d", "Sl/h", "Sl/min", "Sl/s", "Nm³/d",
	"Nm³/min", "Nm³/s", "scf/d", "scf/h", "scf/s", "Sm³/d", "Sm³/h",
	"Sm³/min", "Sm³/s",
};

static const char *const hip_units_volume[] = {
	"beer bbl", "Sl", "Sm³",
};

static const char *const hip_units_length[] = {
	"µm", "µin",
};

static const char *const hip_units_time[] = {
	"ms", "µs", "ns",
};

static const char *const hip_units_density[] = {
	"mg/l", "mg/m³",
};

static const char *const hip_units_viscosity[] = {
	"Pa·s",
};

static const char *const hip_units_force[] = {
	"kN",
};

static const char *const hip_units_power[] = {
	"MW", "MJ/d", "MMBtu/s", "MMBtu/h", "MMBtu/d",
};

static const char *const hip_units_current[] = {
	"nA", "µA",
};

static const char *const hip_units_resistance[] = {
	"MΩ", "Ω·cm", "kΩ·cm", "MΩ·cm", "mΩ",
};

static const char *const hip_units_concentration[] = {
	"ppth",
};

static const char *const hip_units_acceleration[] = {
	"g0", "ft/s²", "m/s²",
};

static const char *const hip_units_turbidity[] = {
	"FNU", "FTU", "NTU",
};

static const char *const hip_units_expansion[] = {
	"1/°C", "1/°F",
};

static const char *const hip_units_energy_density[] = {
	"kJ/l", "Btu/ft³",
};

/* Volumes of liquid flows, whose classification tells per what. */
static const char *const hip_units_liquid[] = {
	[174 - HIP_EXPANSION_FIRST] = "imp fl oz",
	[175 - HIP_EXPANSION_FIRST] = "fl oz",
	[176 - HIP_EXPANSION_FIRST] = "ml",
	[178 - HIP_EXPANSION_FIRST] = "hl",
	[180 - HIP_EXPANSION_FIRST] = "Ml",
	[182 - HIP_EXPANSION_FIRST] = "kgal",
	[183 - HIP_EXPANSION_FIRST] = "Mgal",
	[185 - HIP_EXPANSION_FIRST] = "Mimpgal",
	[187 - HIP_EXPANSION_FIRST] = "acre ft",
	[188 - HIP_EXPANSION_FIRST] = "drum",
	[189 - HIP_EXPANSION_FIRST] = "bbl liq",
	[192 - HIP_EXPANSION_FIRST] = "imp beer bbl",
};

static const char *const hip_per[] = { "s", "min", "h", "d" };

/**
 * struct hip_expansion - what codes from HIP_EXPANSION_FIRST on mean
 * @class: for variables of this classification
 * @n: how many codes
 * @text: their texts
 */
struct hip_expansion {
	u8 class;
	u8 n;
	const char *const *text;
};

static const struct hip_expansion hip_expansions[] = {
	{ 65, ARRAY_SIZE(hip_units_pressure), hip_units_pressure },
	{ 66, ARRAY_SIZE(hip_units_volumetric_flow),
	  hip_units_volumetric_flow },
	{ 68, ARRAY_SIZE(hip_units_volume), hip_units_volume },
	{ 69, ARRAY_SIZE(hip_units_length), hip_units_length },
	{ 70, ARRAY_SIZE(hip_units_time), hip_units_time },
	{ 73, ARRAY_SIZE(hip_units_density), hip_units_density },
	{ 74, ARRAY_SIZE(hip_units_viscosity), hip_units_viscosity },
	{ 78, ARRAY_SIZE(hip_units_force), hip_units_force },
	{ 79, ARRAY_SIZE(hip_units_power), hip_units_power },
	{ 84, ARRAY_SIZE(hip_units_current), hip_units_current },
	{ 85, ARRAY_SIZE(hip_units_resistance), hip_units_resistance },
	{ 90, ARRAY_SIZE(hip_units_concentration), hip_units_concentration },
	{ 96, ARRAY_SIZE(hip_units_acceleration), hip_units_acceleration },
	{ 97, ARRAY_SIZE(hip_units_turbidity), hip_units_turbidity },
	{ 107, ARRAY_SIZE(hip_units_expansion), hip_units_expansion },
	{ 108, ARRAY_SIZE(hip_units_energy_density), hip_units_energy_density },
};

static const char *hip_unit_listed(u8 code, u8 class)
{
	const struct hip_expansion *e;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(hip_expansions); i++) {
		e = &hip_expansions[i];
		if (e->class == class && code - HIP_EXPANSION_FIRST < e->n)
			return e->text[code - HIP_EXPANSION_FIRST];
	}
	return NULL;
}

static const char *hip_unit_expanded(u8 code, u8 class, char *buf)
{
	u32 at = code - HIP_EXPANSION_FIRST;
	bool liquid = class >= HIP_CLASS_LIQUID &&
		      class <= HIP_CLASS_LIQUID_LAST;

	if (liquid && at < ARRAY_SIZE(hip_units_liquid) &&
	    hip_units_liquid[at]) {
		scnprintf(buf, HIP_UNIT_MAX, "%s/%s", hip_units_liquid[at],
			  hip_per[class - HIP_CLASS_LIQUID]);
		return buf;
	}
	if (class >= HIP_CLASS_GAS && class < HIP_CLASS_LIQUID)
		class = HIP_CLASS_FLOW;
	return hip_unit_listed(code, class);
}

const char *hip_unit(u8 code, u8 class, char *buf)
{
	const char *text = NULL;

	if (code == HIP_UNIT_NOT_USED || code == HIP_UNIT_NONE)
		return NULL;
	if (code >= HIP_EXPANSION_FIRST && code <= HIP_EXPANSION_LAST)
		text = hip_unit_expanded(code, class, buf);
	else if (code < ARRAY_SIZE(hip_units))
		text = hip_units[code];
	if (text)
		return text;
	scnprintf(buf, HIP_UNIT_MAX, "unit %u", code);
	return buf;
}
