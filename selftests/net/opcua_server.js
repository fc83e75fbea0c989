// SPDX-License-Identifier: GPL-2.0
//
// opcua_server.js ADDRESS DIRECTORY | keys DIRECTORY
//
// An OPC UA server with values of all kinds, two of which change ten times a
// second until they are 30 and 3.75. Says "ready" when it listens on
// ADDRESS:4840. Its keys are in the directory, where "keys" makes them.
// NODE_OPCUA names the directory that has node-opcua in its node_modules.
"use strict";
const path = require("path");
const { createRequire } = require("module");
const modules = path.join(process.env.NODE_OPCUA, "node_modules");
const from = createRequire(path.join(modules, "index.js"));
const { OPCUAServer } = from("node-opcua-server");
const { OPCUACertificateManager } = from("node-opcua-certificate-manager");
const { Variant, DataType, VariantArrayType, DataValue, StatusCodes, LocalizedText } =
	from("node-opcua-client");

const values = {
	Bool: [DataType.Boolean, true],
	SByte: [DataType.SByte, -5],
	Byte: [DataType.Byte, 250],
	Int16: [DataType.Int16, -1234],
	UInt16: [DataType.UInt16, 65000],
	Int32: [DataType.Int32, -123456],
	UInt32: [DataType.UInt32, 4000000000],
	Int64: [DataType.Int64, [1, 705032704]],
	Float: [DataType.Float, 1.25],
	Double: [DataType.Double, -2.5],
	String: [DataType.String, "Grüße"],
	Text: [DataType.LocalizedText, new LocalizedText({ text: "Pumpe", locale: "de" })],
	Time: [DataType.DateTime, new Date(Date.UTC(2023, 10, 23, 12))],
	Bytes: [DataType.ByteString, Buffer.from("010203", "hex")],
	Array: [DataType.Double, new Float64Array([1, 2.5, -3]), VariantArrayType.Array],
	Strings: [DataType.String, ["a", "b c"], VariantArrayType.Array],
	Big: [DataType.UInt32, Uint32Array.from({ length: 450 }, (_, i) => i), VariantArrayType.Array],
};
// Together more than a chunk has room for.
for (let i = 0; i < 5; i++)
	values[`Fill${i}`] = [DataType.ByteString, Buffer.alloc(1600, i)];

function variant(type, value, arrayType) {
	return new Variant({ dataType: type, value, arrayType: arrayType || VariantArrayType.Scalar });
}

function populate(server) {
	const space = server.engine.addressSpace.getOwnNamespace();
	const folder = space.addFolder("ObjectsFolder", { browseName: "Plant" });
	const add = (name, dataType, options) => space.addVariable({
		organizedBy: folder, browseName: name, nodeId: `s=${name}`, dataType, ...options });
	for (const [name, [type, value, arrayType]] of Object.entries(values))
		add(name, type, { valueRank: arrayType ? 1 : -1, arrayDimensions: arrayType ? [0] : null })
			.setValueFromSource(variant(type, value, arrayType));
	add("Setpoint", DataType.Double).setValueFromSource(variant(DataType.Double, 20));
	add("Broken", DataType.Double).setValueFromSource(variant(DataType.Double, 7),
		StatusCodes.BadSensorFailure);
	const counter = add("Counter", DataType.Int32);
	const level = add("Level", DataType.Double);
	let n = 0;
	setInterval(() => {
		n = Math.min(n + 1, 30);
		counter.setValueFromSource(variant(DataType.Int32, n));
		level.setValueFromSource(variant(DataType.Double, n / 8));
	}, 100);
}

async function main() {
	const [address, keys] = process.argv.slice(2);
	const server = new OPCUAServer({
		// The whole one takes long to read.
		nodeset_filename: [path.join(modules, "node-opcua-address-space/nodesets/mini.Nodeset2.xml")],
		port: address === "keys" ? 0 : 4840, hostname: address, host: address,
		serverCertificateManager: new OPCUACertificateManager({
			rootFolder: path.join(keys, "pki"), automaticallyAcceptUnknownCertificate: true }),
	});
	await server.initialize();
	if (address === "keys")
		process.exit(0);
	populate(server);
	await server.start();
	console.log("ready");
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
